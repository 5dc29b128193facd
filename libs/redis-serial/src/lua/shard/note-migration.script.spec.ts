import { LATER, ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { noteMigration } from './note-migration.script.js';

describe('noteMigration', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);

  it('adds to the history, which lives as long as the register', async () => {
    await shard.put();
    const { register, history } = shard.keys;
    await server.client.pexpireat(register, LATER);
    const args = { counters: 1_200, series: 'old orders' };
    await runnerOn(server.client).run(noteMigration, { register, history }, args);
    expect(await shard.history()).toEqual(['migrated 1200 old orders']);
    expect(Number((await server.client.lindex(history, 0))?.split(' ')[0])).toBeGreaterThan(
      (await shard.now()) - 60_000,
    );
    expect(await server.client.pexpiretime(history)).toBe(LATER);
  });
});
