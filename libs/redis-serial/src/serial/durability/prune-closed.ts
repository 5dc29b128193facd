import type { Redis } from 'ioredis';
import { closedBy } from './closed-records.js';

const AT_ONCE = 1_000;

/** Removes the records of periods that were closed by then; answers how many. */
export async function pruneClosed(client: Redis, prefix: string, before: number): Promise<number> {
  const closed = await closedPeriods(client, prefix, before);
  if (closed.size === 0) return 0;
  let removed = 0;
  // What says when they are closed goes last, so that the rest is found again if this ends in between.
  const last: string[] = [];
  for await (const keys of keysUnder(client, prefix)) {
    last.push(...keys.filter((key) => closed.has(closedBy(key.slice(prefix.length)) ?? '')));
    const gone = keys.filter((key) => isOf(closed, key.slice(prefix.length)));
    removed += await remove(client, gone);
  }
  return removed + (await remove(client, last));
}

async function closedPeriods(client: Redis, prefix: string, before: number): Promise<ReadonlySet<string>> {
  const closed = new Set<string>();
  for await (const keys of keysUnder(client, prefix)) {
    const marks = keys.filter((key) => closedBy(key.slice(prefix.length)) !== undefined);
    const times = marks.length > 0 ? await client.mget(marks) : [];
    for (const [index, key] of marks.entries())
      if (Number(times[index] ?? Infinity) < before) closed.add(closedBy(key.slice(prefix.length)) ?? '');
  }
  return closed;
}

/** Whether a record is that of a closed period, or one below it. */
function isOf(closed: ReadonlySet<string>, name: string): boolean {
  if (closed.has(name)) return true;
  for (let end = name.lastIndexOf('/'); end > 0; end = name.lastIndexOf('/', end - 1))
    if (closed.has(name.slice(0, end))) return true;
  return false;
}

async function* keysUnder(client: Redis, prefix: string): AsyncGenerator<string[]> {
  let cursor = '0';
  do {
    const [next, keys] = await client.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', AT_ONCE);
    cursor = next;
    yield keys;
  } while (cursor !== '0');
}

// A scan may name a key twice: it is removed, and counted, once.
async function remove(client: Redis, keys: readonly string[]): Promise<number> {
  return keys.length > 0 ? await client.unlink([...new Set(keys)]) : 0;
}
