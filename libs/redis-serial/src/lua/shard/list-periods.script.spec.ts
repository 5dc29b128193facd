import { ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { listPeriods } from './list-periods.script.js';

describe('listPeriods', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const list = (): Promise<string[]> =>
    runnerOn(server.client).run(listPeriods, { register: shard.keys.register }, {});

  it('names what is open, and nothing where there is no shard', async () => {
    expect(await list()).toEqual([]);
    await shard.opened(30);
    await shard.put({ 'p2026-11-23T04': '10 never', o2027: 20 });
    expect((await list()).sort()).toEqual(['2026', '2026-11-23T04']);
  });
});
