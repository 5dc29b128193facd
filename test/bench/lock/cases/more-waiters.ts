import type { Redis } from 'ioredis';
import type { LockService } from 'nestjs-redis-serial';
import type { BenchCase } from '../../bench-case.js';
import { usedMemory } from '../../redis/used-memory.js';
import { Turns } from '../../turns.js';
import { Workbench } from '../../workbench.js';
import { Queue } from '../growth/queue.js';
import { memoryRow, speedRow, type Waiting } from './waiting-rows.js';

const COUNTS = [100, 1_000, 10_000] as const;
const HAND_OVERS = 200;
const TURNS = 3;

/** Waiters that keep the server busy never let its memory come to rest. */
const MEMORY_TRIES = 5;
const LONGEST_SECONDS = 3;

/** What a hand-over costs with more and more waiters, of one app or evenly of several. */
export function moreWaiters({ binary }: Workbench, apps: number): BenchCase {
  const title = `Waiters on 1 lock, of ${apps === 1 ? '1 app' : `${apps} apps`}`;
  const entries = COUNTS.map((count): Waiting => ({
    count,
    speed: new Turns(true),
    memory: new Turns(true),
  }));
  const trialOf = (
    measure: (entry: Waiting, locks: readonly LockService[], client: Redis) => Promise<void>,
  ) => ({
    warmUp: () => Promise.resolve(),
    measure: async () => {
      await using bench = await Workbench.on(binary);
      const locks: LockService[] = [];
      for (let n = 0; n < apps; n++) locks.push(await bench.locks());
      const client = await bench.client();
      for (const entry of entries) await measure(entry, locks, client);
    },
  });
  const speeds = Array.from({ length: TURNS }, () => trialOf(measureSpeed));
  // Waiters take up as much of the server, wherever they are.
  const weighed = apps === 1;
  return {
    title,
    atMost: 1,
    trials: weighed ? [...speeds, trialOf(measureMemory)] : speeds,
    rows: () => [
      ...entries.map((entry) => speedRow(`${title}: hand-overs`, entry, entries)),
      ...(weighed ? entries : []).map((entry) => memoryRow(`${title}: memory of the server for each`, entry)),
    ],
  };
}

async function measureSpeed({ count, speed }: Waiting, locks: readonly LockService[]): Promise<void> {
  const [first = Infinity] = speed.results;
  // What ran out of time once would do so again.
  if (first < HAND_OVERS / LONGEST_SECONDS) return;
  await speed.keep(async () => {
    await using queue = await Queue.open(locks, `wanted-by-${count}`, count);
    return await queue.handOvers(HAND_OVERS, LONGEST_SECONDS);
  });
}

async function measureMemory(
  { count, memory }: Waiting,
  locks: readonly LockService[],
  client: Redis,
): Promise<void> {
  await memory.keep(async () => {
    await warmUp(locks);
    const before = await usedMemory(client);
    const queue = await Queue.open(locks, `wanted-by-${count}`, count);
    try {
      return ((await usedMemory(client, MEMORY_TRIES)) - before) / count;
    } finally {
      await queue[Symbol.asyncDispose]();
    }
  });
}

// Scripts, connections and what else comes with the first waiters are not counted.
async function warmUp(locks: readonly LockService[]): Promise<void> {
  await using queue = await Queue.open(locks, 'warm-up', locks.length);
  await queue.handOvers(locks.length, LONGEST_SECONDS);
}
