import { blindClient } from '../../../../../test/support/blind-client.js';
import { ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { vouchFor, type Vouched } from './vouch.script.js';

const COVERS = 60_000;

describe('vouchFor', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const vouched = (client = server.client): Promise<Vouched> =>
    runnerOn(client).run(
      vouchFor,
      { register: shard.keys.register },
      { member: 'me', newcomer: 'new', covers: COVERS },
    );
  const vouch = async (client = server.client): Promise<string> => (await vouched(client)).identity;

  it('holds under the identity of the server, and writes nothing', async () => {
    await shard.put();
    await shard.member('new', { joined: await shard.now() });
    const before = await shard.all();
    expect(await vouch()).toBe(await shard.identity());
    expect(await shard.all()).toEqual(before);
  });

  it.each([
    ['there is no shard', 'none'],
    ['who vouches is no member', { '+me': undefined }],
    ['the newcomer is no member', { '+new': undefined }],
    ['a recovery is under way', { rec: 'loss' }],
    ['a loss was not noticed yet', { id: 'of-another-server' }],
  ])('does not hold where %s', async (_, fields) => {
    if (typeof fields === 'object') {
      await shard.put();
      await shard.member('new');
      await shard.put(fields);
    }
    expect(await vouch()).toBe('');
  });

  it('takes somebody whose own registration is safe', async () => {
    const now = await shard.now();
    await shard.put();
    await shard.member('new', { joined: now });
    await shard.put({ '+me': now - COVERS + 30_000 });
    expect(await vouch()).toBe('');
    await shard.put({ '+me': now - COVERS });
    expect(await vouch()).toBe(await shard.identity());
  });

  it('takes somebody who is as old as the member wants that is covered longest, and says for how long that is', async () => {
    const now = await shard.now();
    await shard.put({ cv: 2 * COVERS, '+me': now - COVERS });
    await shard.member('new', { joined: now });
    expect(await vouch()).toBe('');
    await shard.put({ '+me': now - 2 * COVERS });
    expect(await vouched()).toEqual({ identity: await shard.identity(), coversMs: 2 * COVERS });
  });

  it('takes somebody with a store where members have one, however young', async () => {
    await shard.put({ g: 'highWater' });
    await shard.member('new');
    expect(await vouch()).toBe('');
    await shard.put({ '&me': 'highWater', '+me': await shard.now() });
    expect(await vouch()).toBe(await shard.identity());
  });

  it('holds under what the shard was written by where the server does not say what it is', async () => {
    await shard.put({ id: '-' });
    await shard.member('new');
    const blind = await blindClient(server.client);
    try {
      expect(await vouch(blind.client)).toBe('-');
    } finally {
      await blind.end();
    }
  });
});
