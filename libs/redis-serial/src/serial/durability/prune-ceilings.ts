import type { Redis } from 'ioredis';
import { resultsOf } from './transaction-results.js';

/** Which ceilings are old. */
interface Old {
  /** The key of a sorted set: when each counter was raised last. */
  readonly raisedAt: string;
  readonly keyOf: (counter: string) => string;
  /** Milliseconds since 1970. */
  readonly before: number;
}

// Removed in one step.
const AT_ONCE = 100;

/** Removes old ceilings and answers how many; what is raised meanwhile stays. */
export async function pruneCeilings(client: Redis, old: Old): Promise<number> {
  // What is watched is forgotten with the connection: one that comes back by itself would remove what has changed.
  const own = client.duplicate({ lazyConnect: true, retryStrategy: () => null });
  own.on('error', () => {
    // Whoever asked hears of it.
  });
  try {
    const found = await own.zrangebyscore(old.raisedAt, '-inf', `(${old.before}`);
    let removed = 0;
    for (let from = 0; from < found.length; from += AT_ONCE)
      removed += await removeUnlessRaised(own, found.slice(from, from + AT_ONCE), old);
    return removed;
  } finally {
    own.disconnect();
  }
}

// When one of them is raised meanwhile, all of them stay; the next time finds the others again.
async function removeUnlessRaised(
  client: Redis,
  counters: readonly string[],
  { raisedAt, keyOf, before }: Old,
): Promise<number> {
  await client.watch(counters.map(keyOf));
  const times = await client.zmscore(raisedAt, ...counters);
  const still = counters.filter((_, index) => Number(times[index] ?? Infinity) < before);
  if (still.length === 0) {
    await client.unwatch();
    return 0;
  }
  const removal = client
    .multi()
    .del(still.map(keyOf))
    .zrem(raisedAt, ...still);
  const [removed] = resultsOf(await removal.exec());
  return Number(removed ?? 0);
}
