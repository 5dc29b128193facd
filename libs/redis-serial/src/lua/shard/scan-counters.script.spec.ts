import { LATER, ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { scanCounters, type Scanned } from './scan-counters.script.js';

describe('scanCounters', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const scan = (cursor = '0', args = {}): Promise<Scanned> => {
    const { register, hash } = shard.keys;
    const wanted = { cursor, count: 500, step: 1, base: 0, ...args };
    return runnerOn(server.client).run(scanCounters, { register, hash }, wanted);
  };

  it('finds nothing where there is no shard, or no counter', async () => {
    expect(await scan()).toEqual({ cursor: '0', start: 0, counters: [] });
    await shard.put();
    expect(await scan()).toEqual({ cursor: '0', start: 0, counters: [] });
  });

  it('tells where each counter stands, whether it has just been lifted or not', async () => {
    await shard.opened(30, { a: 10, '%23b:c d': `50 0 ${LATER}`, '!a': 7 });
    const { counters, ...rest } = await scan();
    expect(rest).toEqual({ cursor: '0', start: 0 });
    expect(counters).toHaveLength(2);
    expect(counters).toContainEqual({ field: 'a', last: 10 });
    expect(counters).toContainEqual({ field: '%23b:c d', last: 50 });
  });

  it('counts the jumps that a counter has not made yet, and those before its period was opened', async () => {
    await shard.opened(30, { '#b': 7, a: 10, b: '20 2' });
    await shard.put({ e: 2, J: 300, J0: 0, J1: 100 });
    expect(await scan('0', { step: 10 })).toEqual({
      cursor: '0',
      start: 307,
      counters: [
        { field: 'a', last: 3_010 },
        { field: 'b', last: 20 },
      ],
    });
  });

  it('tells of many in several calls, of numbers that are long exactly', async () => {
    const fields = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`s${index}`, index]));
    await shard.opened(30, { ...fields, long: Number.MAX_SAFE_INTEGER });
    const found = new Map<string, number>();
    let cursor = '0';
    let calls = 0;
    do {
      const scanned = await scan(cursor);
      expect(scanned.counters.length).toBeLessThan(1_000);
      for (const { field, last } of scanned.counters) found.set(field, last);
      ({ cursor } = scanned);
      calls++;
    } while (cursor !== '0');
    expect(calls).toBeGreaterThan(2);
    expect(Object.fromEntries(found)).toEqual({ ...fields, long: Number.MAX_SAFE_INTEGER });
  });
});
