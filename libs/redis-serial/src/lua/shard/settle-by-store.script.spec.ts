import { blindClient } from '../../../../../test/support/blind-client.js';
import { LATER, LONG_AGO, ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { settleByStore } from './settle-by-store.script.js';

type Args = Parameters<typeof settleByStore.argsOf>[0];

describe('settleByStore', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const settle = (args: Partial<Args> = {}, client = server.client): Promise<number> => {
    const { register, history } = shard.keys;
    const said = { recovery: 'loss', ceiling: 900, joined: 3, recorded: 1900 };
    return runnerOn(client).run(settleByStore, { register, history }, { ...said, ...args });
  };

  /** A shard of three that ever joined, in a recovery in which all were heard. */
  async function lost(fields: Parameters<typeof shard.put>[0] = {}): Promise<void> {
    await shard.put({ g: 'highWater', n: 500, c: 700, c2: 700, m: 3, '&me': 'highWater' });
    await shard.member('other', { kind: 'highWater' });
    await shard.put({ rec: 'loss', base: 400, until: LATER, ...fields });
  }

  it('leaves out nothing where all were heard, and as many joined as the store says', async () => {
    await lost();
    const { rec: _rec, base: _base, until: _until, ...before } = await shard.register();
    expect(await settle()).toBe(0);
    expect(await shard.register()).toEqual({ ...before, c: '1900', c2: '1900' });
    expect(await shard.history()).toEqual(['recovered 2 0 loss']);
  });

  it('goes on above what the store has where more joined than the shard knows', async () => {
    await lost();
    const before = await shard.now();
    expect(await settle({ joined: 4 })).toBe(500);
    const { jt, ...register } = await shard.register();
    expect(register).toMatchObject({ e: '1', J: '500', J0: '0', n: '1000', n2: '1000' });
    expect(register).toMatchObject({ c: '1900', c2: '1900', m: '4' });
    expect(Number(jt)).toBeGreaterThanOrEqual(before);
    expect(Number(jt)).toBeLessThanOrEqual(await shard.now());
    for (const name of ['rec', 'base', 'until']) expect(register).not.toHaveProperty(name);
    expect(await shard.history()).toEqual(['jumped 500 2 0 loss']);
  });

  it('goes on above it where fewer joined than the shard knows, too; it keeps its own count', async () => {
    await lost();
    expect(await settle({ joined: 2 })).toBe(500);
    expect(await shard.register()).toMatchObject({ m: '3' });
  });

  it('goes on above it where the store does not know the register: somebody without it has made it anew', async () => {
    await lost({ kn: undefined, base: 0 });
    expect(await settle()).toBe(900);
    expect(await shard.register()).toMatchObject({ n: '1400', kn: '1' });
  });

  it('counts the jumps', async () => {
    await lost({ e: 2, J: 300, J0: 0, J1: 100 });
    expect(await settle({ joined: 4 })).toBe(500);
    expect(await shard.register()).toMatchObject({ e: '3', J: '800', J0: '0', J1: '100', J2: '300' });
  });

  it('does not go back where the store has less than the shard', async () => {
    await lost();
    expect(await settle({ joined: 4, ceiling: 300, recorded: 1300 })).toBe(0);
    expect(await shard.register()).toMatchObject({ e: '0', J: '0', n: '500', c: '1300', c2: '1300' });
    expect(await shard.history()).toEqual(['jumped 0 2 0 loss']);
  });

  it('waits for members that are not heard, and does nothing', async () => {
    await lost({ '?other': 1 });
    const before = await shard.all();
    expect(await settle()).toBe(-1);
    expect(await shard.all()).toEqual(before);
  });

  it('goes on without them when their time is over, and strikes them off', async () => {
    await lost({ '?other': 1, until: LONG_AGO });
    expect(await settle()).toBe(500);
    const register = await shard.register();
    for (const sign of ['?', '@', '+', '&']) expect(register).not.toHaveProperty(`${sign}other`);
    expect(register).toMatchObject({ '@me': '0', '+me': String(LONG_AGO), '&me': 'highWater' });
    expect(await shard.history()).toEqual(['jumped 500 1 1 loss']);
  });

  it('ends a survey without a jump: nobody knows how many joined', async () => {
    await lost({ survey: 1, '?other': 1, until: LONG_AGO, base: 0 });
    expect(await settle({ joined: 9 })).toBe(0);
    const register = await shard.register();
    expect(register).toMatchObject({ n: '500', n2: '500', e: '0', c: '1900', c2: '1900', m: '9' });
    for (const name of ['survey', '@other']) expect(register).not.toHaveProperty(name);
    expect(await shard.history()).toEqual(['recovered 1 1 loss']);
  });

  it.each([
    ['none is under way', { rec: undefined }],
    ['it is another one', { rec: 'later' }],
    ['there was another loss since', { id: 'of-another-server' }],
  ])('does nothing where %s', async (_, fields) => {
    await lost(fields);
    const before = await shard.all();
    expect(await settle()).toBe(-1);
    expect(await shard.all()).toEqual(before);
  });

  it('settles to the last digit', async () => {
    // ioredis reads the very last one as one more.
    const most = Number.MAX_SAFE_INTEGER - 1;
    await lost({ n: 0, base: 0 });
    expect(await settle({ joined: 4, ceiling: most, recorded: most })).toBe(most);
    expect(await shard.register()).toMatchObject({ n: String(most), J: String(most), c: String(most) });
  });

  it('settles where the server does not say what it is', async () => {
    await lost({ id: '-' });
    const blind = await blindClient(server.client);
    try {
      expect(await settle({}, blind.client)).toBe(0);
    } finally {
      await blind.end();
    }
  });
});
