import { blindClient } from '../../../../../test/support/blind-client.js';
import { ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { askAll, type Begun } from './ask-all.script.js';

describe('askAll', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const ask = (asked: readonly string[] = [], client = server.client): Promise<Begun | undefined> => {
    const { register } = shard.keys;
    return runnerOn(client).run(askAll, { register }, { hearWithin: 5000, skip: 100, asked });
  };

  it('knows of no shard, and makes none', async () => {
    expect(await ask(['me'])).toBeUndefined();
    expect(await shard.register()).toEqual({});
  });

  it('waits for all members, and all that are asked', async () => {
    await shard.put({ n: 70, q: 500, c: 900, c2: 1000 });
    const before = await shard.now();
    const begun = await ask(['me', 'passer-by']);
    const recovery = expect.stringMatching(/^asked\d+$/) as string;
    expect(begun).toEqual({ recovery, base: 70 });
    const { until, ...register } = await shard.register();
    expect(register).toMatchObject({ r: begun?.recovery, rec: begun?.recovery, base: '70', n: '70' });
    expect(register).toMatchObject({ '?me': '1', '?passer-by': '1', id: await shard.identity() });
    // As after any loss: the ceiling that a jump would reach is old by the time it does.
    expect(register).toMatchObject({ c: '1000', c2: '2030' });
    expect(register).not.toHaveProperty('q');
    expect(Number(until)).toBeGreaterThanOrEqual(before + 5000);
  });

  it('joins one that somebody asked for already', async () => {
    await shard.put({ n: 70 });
    const begun = await ask();
    const register = await shard.register();
    expect(await ask(['me', 'later'])).toEqual(begun);
    expect(await shard.register()).toEqual(register);
  });

  it('does not hide a loss that is not recovered from', async () => {
    await shard.put({ n: 90, rec: 'loss', base: 40 });
    expect(await ask()).toMatchObject({ base: 40 });
  });

  it('works where the server does not say what it is', async () => {
    await shard.put({ n: 70, id: 'known' });
    const blind = await blindClient(server.client);
    expect(await ask([], blind.client)).toMatchObject({ base: 70 });
    expect(await shard.register()).toMatchObject({ id: 'known' });
    await blind.end();
  });
});
