import { ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { prepareConfirmation, type Prepared } from './prepare-confirmation.script.js';

describe('prepareConfirmation', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const prepare = (): Promise<Prepared | undefined> =>
    runnerOn(server.client).run(
      prepareConfirmation,
      { register: shard.keys.register },
      { member: 'me', confirm: 'disk' },
    );

  it('tells what is to be confirmed, and writes', async () => {
    await shard.put({ '+me': 17 });
    expect(await prepare()).toEqual({
      identity: await shard.identity(),
      ...{ recovery: 'last', joinedAt: '17', ceiling: 1000, replicas: 0 },
    });
    expect(await shard.register()).toMatchObject({ '~me': 'disk' });
  });

  it.each([
    ['who is no member', { '+me': undefined }],
    ['a recovery is under way', { rec: 'other' }],
    ['a store decides', { g: 'highWater' }],
    ['another server wrote last', { id: '0'.repeat(40) }],
  ])('tells nothing where %s', async (_, fields) => {
    await shard.put(fields);
    expect(await prepare()).toBeUndefined();
  });

  it('leaves a registration confirmed that is', async () => {
    await shard.put({ '~me': 'disk 1' });
    await prepare();
    expect(await shard.register()).toMatchObject({ '~me': 'disk 1' });
  });
});
