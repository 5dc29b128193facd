import type { Redis } from 'ioredis';
import type { LockService } from 'nestjs-redis-serial';
import type { BenchCase } from '../../bench-case.js';
import { callsPerSecond } from '../../race/calls-per-second.js';
import { usedMemory } from '../../redis/used-memory.js';
import { Workbench } from '../../workbench.js';
import { FLOOR } from '../lockers/floor.js';
import { LOCK_SERVICE } from '../lockers/lock-service.js';
import { openLocker } from '../lockers/open-locker.js';
import { memoryRows, speedRows, type Holding } from './holding-rows.js';

const COUNTS = [1_000, 10_000, 100_000] as const;
const AT_ONCE = 1_000;
/** Longer than the run, and never renewed: this is about those that are there, not about keeping them. */
const LONG_MS = 3_600_000;
const TURNS = 7;
const WARM_UP_SECONDS = 1;
const SECONDS = 0.15;

/** What one more lock costs while so many are held, and what the server keeps for each of those. */
export function moreLocks({ binary }: Workbench): BenchCase {
  const entries = COUNTS.map((count): Holding => ({
    count,
    floor: { name: FLOOR.name, ours: false, perSecond: [], bytes: Number.NaN },
    ours: { name: LOCK_SERVICE.name, ours: true, perSecond: [], bytes: Number.NaN },
  }));
  return {
    title: 'More locks',
    atMost: 1,
    trials: entries.map((entry) => ({
      warmUp: () => Promise.resolve(),
      measure: async () => {
        await using bench = await Workbench.on(binary);
        await measure(bench, entry);
      },
    })),
    rows: () => [...entries.flatMap(speedRows), ...entries.flatMap(memoryRows)],
  };
}

async function measure(bench: Workbench, { count, floor, ours }: Holding): Promise<void> {
  const client = await bench.client();
  const locks = await bench.locks();
  floor.bytes = await bytesEach(client, count, (keys) => setEach(client, keys));
  ours.bytes = await bytesEach(client, count, (keys) => acquireEach(locks, keys));
  const contestants = [
    { measured: floor, take: await openLocker(bench, FLOOR) },
    { measured: ours, take: await openLocker(bench, LOCK_SERVICE) },
  ];
  const oneMore = ({ take }: (typeof contestants)[number], seconds: number): Promise<number> =>
    callsPerSecond(1, async () => (await take('one more'))(), seconds);
  for (const contestant of contestants) await oneMore(contestant, WARM_UP_SECONDS);
  for (let turn = 0; turn < TURNS; turn++) {
    for (const contestant of contestants) {
      contestant.measured.perSecond.push(await oneMore(contestant, SECONDS));
    }
    contestants.reverse();
  }
}

async function bytesEach(
  client: Redis,
  count: number,
  fill: (keys: readonly string[]) => Promise<unknown>,
): Promise<number> {
  // Scripts and what else comes with the first lock are not counted.
  await fill(['held:first']);
  const before = await usedMemory(client);
  for (let filled = 0; filled < count; filled += AT_ONCE) {
    await fill(
      Array.from({ length: AT_ONCE }, (_, index) => `held:${String(filled + index).padStart(6, '0')}`),
    );
  }
  return ((await usedMemory(client)) - before) / count;
}

async function setEach(client: Redis, keys: readonly string[]): Promise<void> {
  const pipeline = client.pipeline();
  for (const key of keys) pipeline.set(key, crypto.randomUUID(), 'PX', LONG_MS, 'NX');
  await pipeline.exec();
}

function acquireEach(locks: LockService, keys: readonly string[]): Promise<unknown> {
  return Promise.all(keys.map((key) => locks.acquire(key, { ttl: LONG_MS, renew: false })));
}
