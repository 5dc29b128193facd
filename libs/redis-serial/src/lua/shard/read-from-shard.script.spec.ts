import { LATER, ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { OptionsError } from '../../common/options.error.js';
import { runnerOn } from '../../redis/client-runner.js';
import { readFromShard, type ShardReading } from './read-from-shard.script.js';

type Args = Parameters<typeof readFromShard.argsOf>[0];

describe('readFromShard', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const read = (args: Partial<Args> = {}): Promise<ShardReading> => {
    const { register, hash } = shard.keys;
    const time = { fromSecond: 0, toSecond: LATER / 1000 };
    return runnerOn(server.client).run(
      readFromShard,
      { register, hash },
      { field: 'a', step: 1, base: 0, ...time, ...args },
    );
  };
  const value = async (args: Partial<Args> = {}): Promise<number | undefined> => {
    const reading = await read(args);
    if (reading.outcome !== 'read') throw new TypeError(`read ${reading.outcome}`);
    return reading.value;
  };

  it('knows of none where there is no shard, no period or no number, and makes none', async () => {
    expect(await value()).toBeUndefined();
    await shard.put();
    expect(await value()).toBeUndefined();
    expect(await server.client.exists(shard.keys.hash)).toBe(0);
    await shard.counters({ '#n': 3, '#o': 0, b: 3 });
    expect(await value()).toBeUndefined();
    await server.client.del(shard.keys.register);
    await shard.counters({ a: 3 });
    expect(await value()).toBeUndefined();
  });

  it('reads where it stands at which time, to the last digit, and writes nothing', async () => {
    const before = await shard.now();
    await shard.opened(3, { a: Number.MAX_SAFE_INTEGER });
    const found = await shard.all();
    const { now, ...reading } = await read();
    expect(reading).toEqual({ outcome: 'read', value: Number.MAX_SAFE_INTEGER });
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(await shard.now());
    expect(await shard.all()).toEqual(found);
  });

  it('reads where all counters begin that were lost alone', async () => {
    await shard.opened(30, { '#b': 7 });
    expect(await value()).toBe(7);
    expect(await value({ step: 10, base: 5 })).toBe(75);
  });

  it.each([
    ['written before the jumps', '20', 20 + 400],
    ['written after the first', '20 1', 20 + 300],
    ['written after the last', '20 2', 20],
    ['lifted after the last', '20 2 5000', 20],
    ['below its start', '-900 2', 0],
  ])('adds the jumps that one has not made that was %s', async (_, a, expected) => {
    await shard.put({ e: 2, J: 400, J0: 0, J1: 100 });
    await shard.opened(500, { a });
    expect(await value()).toBe(expected);
  });

  it('adds no jump from before the period was opened', async () => {
    await shard.put({ e: 2, J: 400, J0: 0, J1: 100 });
    await shard.opened(500, { a: 20, '#o': 1, '#b': 6 });
    expect(await value()).toBe(320);
    expect(await value({ field: 'b' })).toBe(306);
  });

  it('jumps so many numbers, not so far', async () => {
    await shard.put({ e: 1, J: 100, J0: 0 });
    await shard.opened(500, { a: 25 });
    expect(await value({ step: 10, base: 5 })).toBe(1025);
  });

  it.each([
    [20, 25],
    [25, 25],
    [26, 35],
    [3, 5],
  ])('reads %d as the number of the series that is next above it', async (a, expected) => {
    await shard.opened(3, { a });
    expect(await value({ step: 10, base: 5 })).toBe(expected);
  });

  it('does nothing but tell the time in another one', async () => {
    await shard.opened(3, { a: 3 });
    const second = Math.floor((await shard.now()) / 1000);
    for (const time of [{ fromSecond: second + 1000 }, { toSecond: second }])
      expect(await read(time)).toEqual({ outcome: 'otherTime', now: expect.any(Number) as number });
  });

  it("refuses another program's value, and leaves it", async () => {
    await server.client.set(shard.keys.register, '5');
    await expect(read()).rejects.toThrow(OptionsError);
    expect(await server.client.get(shard.keys.register)).toBe('5');
  });
});
