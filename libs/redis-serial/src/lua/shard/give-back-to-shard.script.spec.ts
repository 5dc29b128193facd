import { blindClient } from '../../../../../test/support/blind-client.js';
import { ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { giveBackToShard } from './give-back-to-shard.script.js';

type Args = Parameters<typeof giveBackToShard.argsOf>[0];

describe('giveBackToShard', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const giveBack = (bounds: readonly number[], args: Partial<Args> = {}, client = server.client) => {
    const { register, hash } = shard.keys;
    return runnerOn(client).run(
      giveBackToShard,
      { register, hash },
      { member: 'me', field: 'a', period: '2026', step: 1, base: 0, bounds, ...args },
    );
  };

  it('puts the counter back below the runs, the latest first; n stays', async () => {
    await shard.put();
    await shard.opened(30, { a: 30, b: 30 });
    const [register, hash] = [await shard.register(), await shard.hash()];
    expect(await giveBack([28, 30, 20, 27])).toBe(2);
    expect(await shard.register()).toEqual(register);
    expect(await shard.hash()).toEqual({ ...hash, a: '19' });
  });

  it('stops at numbers that somebody took between', async () => {
    await shard.put();
    await shard.opened(30, { a: 30 });
    expect(await giveBack([28, 30, 20, 26])).toBe(1);
    expect(await shard.hash()).toMatchObject({ a: '27' });
    expect(await giveBack([20, 26])).toBe(0);
    expect(await shard.hash()).toMatchObject({ a: '27' });
  });

  it('gives back in steps, to the last digit', async () => {
    const last = Number.MAX_SAFE_INTEGER;
    await shard.put();
    await shard.opened(30, { a: last });
    expect(await giveBack([last - 20, last], { step: 10, base: last % 10 })).toBe(1);
    expect(await shard.hash()).toMatchObject({ a: String(last - 30) });
  });

  it('gives back nothing below what the counter was lifted to', async () => {
    await shard.put();
    await shard.opened(30, { a: 30, '!a': 20 });
    expect(await giveBack([25, 30, 21, 24, 20, 20])).toBe(2);
    expect(await shard.hash()).toMatchObject({ a: '20' });
    await shard.counters({ a: 30, '!a': 27 });
    expect(await giveBack([27, 30])).toBe(0);
    // As a text, 9 would be the higher one.
    await shard.counters({ a: 30, '!a': 9 });
    expect(await giveBack([11, 30])).toBe(1);
  });

  it('keeps after how many jumps the counter was written', async () => {
    await shard.put({ e: 2, J: 400, J0: 0, J1: 100 });
    await shard.opened(30, { a: '30 2' });
    expect(await giveBack([28, 30])).toBe(1);
    expect(await shard.hash()).toMatchObject({ a: '27 2' });
    await shard.counters({ '#o': 2, a: 30 });
    expect(await giveBack([28, 30])).toBe(1);
    expect(await shard.hash()).toMatchObject({ a: '27' });
  });

  it('gives back nothing from before a jump', async () => {
    await shard.put({ e: 2, J: 400, J0: 0, J1: 100 });
    await shard.opened(30, { a: '30 1' });
    expect(await giveBack([28, 30])).toBe(0);
    await shard.counters({ a: 30 });
    expect(await giveBack([28, 30])).toBe(0);
    expect(await shard.hash()).toMatchObject({ a: '30' });
  });

  it.each([
    ['there is no shard', undefined],
    ['the process is no member', { '@me': undefined }],
    ['a recovery is under way', { rec: 'loss' }],
    ['a loss was not noticed yet', { id: 'of-another-server' }],
    ['the counters went back by themselves', { o2026: 31 }],
  ])('gives back nothing where %s', async (_, fields) => {
    if (fields) {
      await shard.put();
      await shard.opened(30, { a: 30 });
      await shard.put(fields);
    }
    const before = await shard.all();
    expect(await giveBack([28, 30])).toBe(0);
    expect(await shard.all()).toEqual(before);
  });

  it('gives back nothing of a counter that is gone', async () => {
    await shard.put();
    await shard.opened(30);
    expect(await giveBack([1, 0])).toBe(0);
    expect(await shard.hash()).not.toHaveProperty('a');
  });

  it('looks at no loss where nobody asks for that', async () => {
    await shard.put({ g: 'none', id: 'of-another-server' });
    await shard.opened(30, { a: 30 });
    expect(await giveBack([28, 30])).toBe(1);
  });

  it('gives back where the server does not say what it is', async () => {
    await shard.put({ id: '-' });
    await shard.opened(30, { a: 30 });
    const blind = await blindClient(server.client);
    try {
      expect(await giveBack([28, 30], {}, blind.client)).toBe(1);
    } finally {
      await blind.end();
    }
  });
});
