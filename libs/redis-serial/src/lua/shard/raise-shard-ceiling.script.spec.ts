import { blindClient } from '../../../../../test/support/blind-client.js';
import { LONG_AGO, ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { raiseShardCeiling } from './raise-shard-ceiling.script.js';

describe('raiseShardCeiling', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const raise = (
    ceiling: number,
    suspects = false,
    client = server.client,
    knows = false,
  ): Promise<boolean> =>
    runnerOn(client).run(
      raiseShardCeiling,
      { register: shard.keys.register },
      { ceiling, suspects, knows, hearWithin: 60_000, skip: 100 },
    );

  it('lets n rise to the ceiling, and to the last digit', async () => {
    await shard.put({ g: 'highWater', c: 900 });
    const { t1: _t1, t2: _t2, ...before } = await shard.register();
    const begun = await shard.now();
    // As a text, 900 would be the higher one.
    expect(await raise(1000)).toBe(true);
    const { t1, t2, ...register } = await shard.register();
    expect(register).toEqual({ ...before, c: '1000', c2: '1000' });
    // It has to be aged when the last one that has the store is gone.
    expect(t1).toBe(t2);
    expect(Number(t1)).toBeGreaterThanOrEqual(begun);
    expect(await raise(Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(await shard.register()).toMatchObject({ c: '9007199254740991', c2: '9007199254740991' });
  });

  it('lets the quick script go on up to there, unless something is to be looked at first', async () => {
    await shard.put({ g: 'highWater', c: 900, q: 900 });
    expect(await raise(1000)).toBe(true);
    expect(await shard.register()).toMatchObject({ c: '1000', q: '1000' });
    await shard.put({ q: undefined });
    expect(await raise(2000)).toBe(true);
    expect(await shard.register()).not.toHaveProperty('q');
    // Where no store is asked, a ceiling counts once it is aged.
    await shard.put({ g: 'fenced', q: 900 });
    expect(await raise(3000)).toBe(true);
    expect(await shard.register()).toMatchObject({ c: '3000', q: '900' });
  });

  it('holds where the shard has a higher one already, and leaves that', async () => {
    await shard.put({ g: 'highWater', c: 1000, c2: 1000 });
    const before = await shard.all();
    expect(await raise(900)).toBe(true);
    expect(await shard.all()).toEqual(before);
  });

  it.each([
    ['there is no shard', undefined],
    ['a recovery is under way', { rec: 'loss' }],
    ['a loss was not noticed yet', { id: 'of-another-server' }],
  ])('does not hold where %s', async (_, fields) => {
    if (fields) await shard.put({ g: 'highWater', ...fields });
    const before = await shard.all();
    expect(await raise(5000)).toBe(false);
    expect(await raise(5000, true)).toBe(false);
    expect(await shard.all()).toEqual(before);
  });

  it('begins a recovery where the store knows of a higher one than the shard', async () => {
    await shard.put({ g: 'highWater', n: 70, c: 900, q: 900 });
    await shard.member('other', { kind: 'highWater' });
    const before = await shard.now();
    expect(await raise(1000, true)).toBe(false);
    const id = await shard.identity();
    const { rec, until, ...register } = await shard.register();
    expect(rec).toMatch(new RegExp(`^${id.slice(0, 8)}\\d+$`));
    expect(Number(until)).toBeGreaterThanOrEqual(before + 60_000);
    expect(Number(until)).toBeLessThanOrEqual((await shard.now()) + 60_000);
    expect(register).toMatchObject({ id, base: '70', n: '70', c: '900', '?me': '1', '?other': '1' });
    expect(register).not.toHaveProperty('q');
    // What the store has is never given up for what is aged.
    expect(register).toMatchObject({ c2: '1000', t2: String(LONG_AGO) });
  });

  it('suspects nothing where the shard has as high a ceiling as the store', async () => {
    await shard.put({ g: 'highWater', c: 1000 });
    const before = await shard.all();
    for (const ceiling of [1000, 900]) expect(await raise(ceiling, true)).toBe(false);
    expect(await shard.all()).toEqual(before);
  });

  it('begins a recovery above the whole ceiling where the store does not know the register', async () => {
    await shard.put({ g: 'highWater', n: 70, c: 1000, kn: undefined });
    expect(await raise(900, true)).toBe(false);
    expect(await shard.register()).toMatchObject({ base: '0', n: '70', '?me': '1' });
  });

  it('remembers that the store knows the register', async () => {
    await shard.put({ g: 'highWater', c: 1000, kn: undefined });
    await raise(900);
    expect(await shard.register()).not.toHaveProperty('kn');
    await raise(900, false, server.client, true);
    expect(await shard.register()).toMatchObject({ kn: '1' });
  });

  it('holds where the server does not say what it is', async () => {
    await shard.put({ g: 'highWater', id: '-', c: 900 });
    const blind = await blindClient(server.client);
    try {
      expect(await raise(1000, false, blind.client)).toBe(true);
    } finally {
      await blind.end();
    }
  });
});
