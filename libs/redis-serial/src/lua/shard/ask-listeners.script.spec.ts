import { LATER, LONG_AGO, ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { askListeners } from './ask-listeners.script.js';

describe('askListeners', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const ask = (recovery: string, asked: readonly string[]): Promise<boolean> =>
    runnerOn(server.client).run(
      askListeners,
      { register: shard.keys.register },
      { recovery, hearWithin: 5_000, asked },
    );

  it('has a recovery wait for all who listen, whoever was heard, and makes the shard young again', async () => {
    await shard.put({ rec: 'loss', base: 70, until: LONG_AGO, '?other': 1, '?*': 1 });
    const { '?*': _all, born: _born, until: _until, ...rest } = await shard.register();
    const before = await shard.now();
    expect(await ask('loss', ['me', 'new'])).toBe(true);
    const { born, until, ...register } = await shard.register();
    expect(register).toEqual({ ...rest, '?me': '1', '?new': '1' });
    const after = await shard.now();
    for (const [time, later] of [
      [Number(born), 0],
      [Number(until), 5_000],
    ] as const) {
      expect(time).toBeGreaterThanOrEqual(before + later);
      expect(time).toBeLessThanOrEqual(after + later);
    }
  });

  it.each([
    ['they were asked already', { rec: 'loss', base: 70, until: LATER, '?other': 1 }],
    ['it is another recovery', { rec: 'another', base: 70, until: LATER, '?*': 1 }],
    ['there is none', {}],
  ])('does nothing where %s', async (_, fields) => {
    await shard.put(fields);
    const before = await shard.all();
    expect(await ask('loss', ['me'])).toBe(false);
    expect(await shard.all()).toEqual(before);
  });

  it('makes no shard', async () => {
    expect(await ask('loss', ['me'])).toBe(false);
    expect(await shard.all()).toEqual([{}, {}, []]);
  });
});
