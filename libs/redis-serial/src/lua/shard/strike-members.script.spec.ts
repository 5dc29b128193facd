import { blindClient } from '../../../../../test/support/blind-client.js';
import { ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { strikeMembers } from './strike-members.script.js';

describe('strikeMembers', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const strike = (members: readonly string[], client = server.client): Promise<boolean> =>
    runnerOn(client).run(strikeMembers, { register: shard.keys.register }, { members });

  async function members(): Promise<string[]> {
    return Object.keys(await shard.register()).filter((name) => /^[@+&]/.test(name));
  }

  it('takes members off the list, and leaves the others and the rest', async () => {
    await shard.put();
    const before = await shard.register();
    for (const name of ['a', 'b']) await shard.member(name);
    expect(await strike(['a', 'b', 'stranger'])).toBe(true);
    expect(await shard.register()).toEqual(before);
    expect(await strike(['me'])).toBe(true);
    expect(await members()).toEqual([]);
  });

  it('leaves the shard without a store when the last one is gone that has it, and no weaker than that', async () => {
    await shard.put({ g: 'highWater', '&me': 'highWater', q: 50 });
    await shard.member('a');
    await shard.member('b', { kind: 'highWater' });
    await shard.member('c', { kind: 'none' });
    expect(await strike(['me'])).toBe(true);
    expect(await shard.register()).toMatchObject({ g: 'highWater', q: '50' });
    expect(await strike(['b'])).toBe(true);
    const register = await shard.register();
    expect(register).toMatchObject({ g: 'fenced' });
    // What may be taken without a look was said under another guard.
    expect(register).not.toHaveProperty('q');
    expect(await strike(['a', 'c'])).toBe(true);
    expect(await shard.register()).toMatchObject({ g: 'fenced' });
  });

  it.each([
    ['a recovery is under way', { rec: 'loss' }],
    ['a loss was not noticed yet', { id: 'of-another-server' }],
  ])('takes nobody off where %s: they must be heard', async (_, fields) => {
    await shard.put(fields);
    const before = await shard.all();
    expect(await strike(['me'])).toBe(false);
    expect(await shard.all()).toEqual(before);
  });

  it('does nothing where there is no shard', async () => {
    expect(await strike(['me'])).toBe(false);
    expect(await server.client.exists(shard.keys.register)).toBe(0);
  });

  it('takes them off where nobody asks for losses, whatever server wrote last', async () => {
    await shard.put({ g: 'none', id: 'of-another-server' });
    expect(await strike(['me'])).toBe(true);
    expect(await members()).toEqual([]);
  });

  it('takes them off where the server does not say what it is', async () => {
    await shard.put({ id: 'of-another-server' });
    const blind = await blindClient(server.client);
    try {
      expect(await strike(['me'], blind.client)).toBe(true);
    } finally {
      await blind.end();
    }
    expect(await members()).toEqual([]);
  });
});
