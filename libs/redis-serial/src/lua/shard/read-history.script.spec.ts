import { ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { readHistory, type ShardHistory } from './read-history.script.js';

describe('readHistory', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const read = (count: number): Promise<ShardHistory> => {
    const { register, history } = shard.keys;
    return runnerOn(server.client).run(readHistory, { register, history }, { count });
  };

  it('knows nothing of a shard that is not there', async () => {
    expect(await read(50)).toEqual({ description: '', underWay: '', isClaimed: false, entries: [] });
  });

  it('tells the latest first, and leaves out what it can not read', async () => {
    await shard.put({ def: '{"name":"order"}', rec: 'loss', src: 'store' });
    const { history } = shard.keys;
    await server.client.rpush(history, '30 renewed 2026 7', '20 blessed', '10 changed {}', '5 changed {}');
    expect(await read(3)).toEqual({
      description: '{"name":"order"}',
      underWay: 'loss',
      isClaimed: true,
      entries: [
        { at: 30, kind: 'renewed', period: '2026', numbers: 7 },
        { at: 10, kind: 'changed', description: '{}' },
      ],
    });
  });
});
