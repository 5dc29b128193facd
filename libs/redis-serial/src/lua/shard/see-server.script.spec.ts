import { blindClient } from '../../../../../test/support/blind-client.js';
import { ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { seeServer, type SeenServer } from './see-server.script.js';

describe('seeServer', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const see = (client = server.client): Promise<SeenServer> =>
    runnerOn(client).run(seeServer, { _register: shard.keys.register }, {});

  it('tells the clock, and writes nothing', async () => {
    const before = await shard.now();
    const { now, isBlind } = await see();
    expect(isBlind).toBe(false);
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(await shard.now());
    expect(await server.client.exists(shard.keys.register)).toBe(0);
  });

  it('is blind where scripts may not call INFO', async () => {
    const blind = await blindClient(server.client);
    try {
      expect(await see(blind.client)).toMatchObject({ isBlind: true });
    } finally {
      await blind.end();
    }
  });
});
