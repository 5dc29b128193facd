import { blindClient } from '../../../../../test/support/blind-client.js';
import { LATER, LONG_AGO, ShardInRedis } from '../../../../../test/support/lua/shard-in-redis.js';
import {
  COVERS,
  TakingFromShard,
  type CallOptions,
} from '../../../../../test/support/lua/taking-from-shard.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import type { ShardReply } from './shard-reply.js';
import { takeFromShard } from './take-from-shard.script.js';

describe('takeFromShard, who may take', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const taking = new TakingFromShard(server, shard, (client, ...call) =>
    runnerOn(client).run(takeFromShard, ...call),
  );
  const take = (options: CallOptions = {}): Promise<ShardReply> => taking.take([['a', 1]], options);

  /** That nothing is taken, for so many ms. */
  const expectFresh = async (most: number, options: CallOptions = {}): Promise<void> => {
    const before = await shard.all();
    const reply = await take(options);
    expect(reply.outcome).toBe('fresh');
    const { forMs } = reply as Extract<ShardReply, { outcome: 'fresh' }>;
    expect(forMs).toBeLessThanOrEqual(most);
    expect(forMs).toBeGreaterThan(most - 30_000);
    expect(await shard.all()).toEqual(before);
  };

  it('knows of no shard, and makes none', async () => {
    expect(await take()).toEqual({ outcome: 'unknown', now: expect.any(Number) as number });
    expect(await server.client.exists(shard.keys.register)).toBe(0);
  });

  it.each(['fenced', 'highWater', 'none'])('wants the process to join first: %s', async (g) => {
    await shard.put({ g, '@me': undefined, '+me': undefined, '&me': undefined });
    const before = await shard.all();
    expect(await take({ w: 5 })).toEqual({ outcome: 'join', now: expect.any(Number) as number });
    expect(await shard.all()).toEqual(before);
  });

  describe('a process that has joined only just', () => {
    it('waits until its registration is safe', async () => {
      const now = await shard.now();
      await shard.put({ '+me': now });
      await expectFresh(COVERS);
      await shard.put({ '+me': now - 20_000 });
      await expectFresh(COVERS - 20_000);
      await shard.put({ '+me': now - COVERS });
      expect(await take()).toMatchObject({ outcome: 'took', safe: await shard.identity() });
    });

    it('waits as long as the member that wants to be covered longest', async () => {
      await shard.put({ '+me': (await shard.now()) - COVERS, cv: 2 * COVERS });
      await expectFresh(COVERS);
      await shard.put({ cv: COVERS });
      expect(await take()).toMatchObject({ outcome: 'took' });
    });

    it('does not wait where somebody vouches for it under this server', async () => {
      await shard.put({ '+me': await shard.now() });
      await expectFresh(COVERS, { vouched: 'of-another-server' });
      const vouched = await shard.identity();
      expect(await take({ vouched })).toMatchObject({ outcome: 'took', safe: vouched });
    });

    it('does not wait in the first moments of a shard, and is not safe by that', async () => {
      const now = await shard.now();
      await shard.put({ '+me': now, born: now, st: undefined });
      expect(await take()).toMatchObject({ outcome: 'took', safe: '-' });
      await shard.put({ '+me': LONG_AGO });
      expect(await take()).toMatchObject({ outcome: 'took', safe: '-' });
      await shard.put({ born: now - COVERS, '+me': now });
      await expectFresh(COVERS);
    });

    it('settles a shard by the first number after that', async () => {
      const now = await shard.now();
      await shard.put({ born: now - COVERS + 30_000, st: undefined });
      await take();
      expect(await shard.register()).not.toHaveProperty('st');
      await shard.put({ born: now - COVERS });
      await take();
      expect(await shard.register()).toMatchObject({ st: '1' });
      // Once it is, nobody makes it young again by wanting to be covered longer.
      await shard.put({ '+me': now, cv: 10 * COVERS, born: now });
      await expectFresh(10 * COVERS);
    });

    it('does not wait where members need not, as soon as that is safe itself', async () => {
      const now = await shard.now();
      await shard.put({ '+me': now });
      await expectFresh(COVERS, { vouched: 'skip' });
      await shard.put({ sk: now });
      await expectFresh(COVERS, { vouched: 'skip' });
      await shard.put({ sk: now - COVERS });
      expect(await take({ vouched: 'skip' })).toMatchObject({ outcome: 'took', safe: '-' });
      await expectFresh(COVERS);
    });

    it('waits for nothing where nobody asks for losses', async () => {
      await shard.put({ g: 'none', '+me': LATER });
      expect(await take()).toMatchObject({ outcome: 'took', safe: '-' });
    });

    it.each([
      ['old', {}],
      ['of a young shard', { born: LATER, st: undefined }],
      ['one that need not wait', { sk: LONG_AGO }],
    ])('needs somebody who vouches where there is a store, also if it is %s', async (_, fields) => {
      await shard.put({ g: 'highWater', ...fields });
      await expectFresh(0, { vouched: 'skip' });
      await shard.opened(30);
      expect(await take({ vouched: await shard.identity() })).toMatchObject({ outcome: 'took' });
    });
  });

  it('names some who can vouch for a process without a store', async () => {
    await shard.put({ g: 'highWater' });
    const names = ['a', 'b', 'c', 'd'];
    for (const name of names) await shard.member(name, { kind: 'highWater' });
    await shard.member('e');
    const reply = await take();
    const { vouchers } = reply as Extract<ShardReply, { outcome: 'fresh' }>;
    expect(new Set(vouchers).size).toBe(3);
    expect(names).toEqual(expect.arrayContaining([...vouchers]));
    await shard.put({ '&me': 'highWater' });
    expect(await take()).toMatchObject({ outcome: 'fresh', vouchers: [] });
  });

  describe('a loss', () => {
    /** That a recovery begins where the shard stands. */
    const expectRecovery = async (base: number, options: CallOptions = {}): Promise<void> => {
      const [before, { c2, t2, n }] = [await shard.now(), await shard.register()];
      const reply = await take(options);
      const { rec, until, ...register } = await shard.register();
      const now = expect.any(Number) as number;
      expect(reply).toEqual({ outcome: 'recovering', now, recovery: rec, base });
      const id = await shard.identity();
      expect(rec).toMatch(new RegExp(`^${id.slice(0, 8)}\\d+$`));
      expect(Number(until)).toBeGreaterThanOrEqual(before + 5000);
      expect(Number(until)).toBeLessThanOrEqual((await shard.now()) + 5000);
      expect(register).toMatchObject({ id, base: String(base), n, '?me': '1', '?other': '1' });
      expect(register).not.toHaveProperty('q');
      expect(register).toMatchObject({ c: c2, t1: t2, c2: String(2 * Number(c2) - base + 100) });
    };

    beforeEach(async () => {
      await shard.put({ n: 70, '@me': 60, q: 500 });
      await shard.member('other', { n: 70 });
    });

    it.each([
      ['is not settled: some may have issued whose registration was lost', { st: undefined }, true],
      ['was in a survey: some who were heard may have issued since', { survey: 1, rec: 'r', base: 0 }, true],
      ['is settled: nobody issued who is not on its list', {}, false],
      ['counts its members in a store', { st: undefined, g: 'highWater' }, false],
    ])('has all asked who listen where the shard %s', async (_, fields, asks) => {
      await shard.put({ ...fields, id: 'of-another-server' });
      expect(await take()).toMatchObject({ outcome: 'recovering' });
      const register = await shard.register();
      expect(register['?*']).toBe(asks ? '1' : undefined);
      expect(register).toMatchObject({ '?me': '1', '?other': '1' });
    });

    it('of a survey with a store is left to the store, which counts who joined', async () => {
      const survey = { survey: 1, rec: 'r', base: 0, '?other': undefined, '?asked': 1 };
      await shard.put({ ...survey, g: 'highWater', id: 'of-another-server' });
      expect(await take()).toMatchObject({ outcome: 'recovering' });
      const register = await shard.register();
      expect(register).not.toHaveProperty('survey');
      expect(register).not.toHaveProperty('?asked');
      expect(register).toMatchObject({ '?me': '1', '?other': '1' });
    });

    it('is not seen again by who has not said yet what it was given', async () => {
      await shard.put({ rec: 'loss', base: 60, '?me': 1 });
      const before = await shard.register();
      expect(await take({ w: 65 })).toMatchObject({ outcome: 'recovering', recovery: 'loss', base: 60 });
      expect(await shard.register()).toEqual(before);
    });

    it('is seen where another server wrote last', async () => {
      await shard.put({ id: 'of-another-server' });
      await expectRecovery(70);
      expect(await server.client.exists(shard.keys.hash)).toBe(0);
    });

    it('is seen where the process was told more than Redis knows of it', async () => {
      expect(await take({ w: 60 })).toMatchObject({ outcome: 'took' });
      await shard.put({ '@me': 60, n: 70 });
      await expectRecovery(70, { w: 61 });
    });

    it('is not seen again by those who come later', async () => {
      await shard.put({ id: 'of-another-server' });
      const first = await take();
      const before = await shard.all();
      const { now: _now, ...again } = await take();
      expect(first).toMatchObject(again);
      expect(await shard.all()).toEqual(before);
    });

    it('is recovered from first, also by who must join', async () => {
      await shard.put({ rec: 'loss', base: 60, '@me': undefined });
      expect(await take()).toMatchObject({ outcome: 'recovering', recovery: 'loss', base: 60 });
    });

    it('keeps the ceilings of a store', async () => {
      await shard.put({ g: 'highWater', id: 'of-another-server' });
      expect(await take()).toMatchObject({ outcome: 'recovering', base: 70 });
      expect(await shard.register()).toMatchObject({ c: '1000', c2: '1000', t2: String(LONG_AGO) });
    });

    it('in the middle of a recovery keeps the lower base and the ceilings', async () => {
      await shard.put({ rec: 'loss', base: 60, until: 5, id: 'of-another-server', '?gone': 1 });
      const { c, c2, t1, t2 } = await shard.register();
      const reply = await take();
      expect(reply).toMatchObject({ outcome: 'recovering', base: 60 });
      expect(await shard.register()).toMatchObject({ base: '60', c, c2, t1, t2, '?other': '1' });
      expect(await shard.register()).not.toHaveProperty('?gone');
      expect((await shard.register()).until).not.toBe('5');
    });

    it('is recovered from also where nobody asks for losses', async () => {
      await shard.put({ g: 'none', rec: 'loss', base: 60 });
      expect(await take()).toMatchObject({ outcome: 'recovering', base: 60 });
    });
  });

  describe('on a server that does not say what it is', () => {
    it('takes, and sees a loss only by what the process was told', async () => {
      const blind = await blindClient(server.client);
      const { client } = blind;
      try {
        await shard.put({ id: 'of-another-server' });
        expect(await take({ client })).toMatchObject({ outcome: 'took', safe: '-' });
        expect(await take({ client, w: 2 })).toMatchObject({ outcome: 'recovering', base: 1 });
        const { id, rec } = await shard.register();
        expect(id).toBe('of-another-server');
        expect(rec?.startsWith('of-anoth')).toBe(true);
      } finally {
        await blind.end();
      }
    });
  });
});
