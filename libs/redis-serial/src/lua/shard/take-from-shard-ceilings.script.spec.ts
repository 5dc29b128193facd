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

describe('takeFromShard, up to a ceiling', () => {
  const server = scriptServer();
  const shard = new ShardInRedis(server);
  const taking = new TakingFromShard(server, shard, (client, ...call) =>
    runnerOn(client).run(takeFromShard, ...call),
  );
  const take = (numbers: number, options: CallOptions = {}): Promise<ShardReply> =>
    taking.take([['a', numbers]], options);

  /** The fields of the ceilings. */
  const ceilings = async (): Promise<Record<string, string | undefined>> => {
    const { c, t1, c2, t2, n2, bw, q } = await shard.register();
    return { c, t1, c2, t2, n2, bw, q };
  };

  const expectPresent = async (time: string | undefined, before: number): Promise<void> => {
    expect(Number(time)).toBeGreaterThanOrEqual(before);
    expect(Number(time)).toBeLessThanOrEqual(await shard.now());
  };

  /** That nothing is taken for so many ms. */
  const expectBurst = async (most: number, reply: ShardReply): Promise<void> => {
    expect(reply.outcome).toBe('burst');
    const { forMs } = reply as Extract<ShardReply, { outcome: 'burst' }>;
    expect(forMs).toBeLessThanOrEqual(most);
    expect(forMs).toBeGreaterThan(most - 30_000);
    expect(await server.client.exists(shard.keys.hash)).toBe(0);
  };

  describe('that is aged', () => {
    it('takes up to half of it, and says so for the quick script', async () => {
      await shard.put({ n: 300, n2: 200 });
      const before = await ceilings();
      expect(await take(300)).toMatchObject({ outcome: 'took', n: 600 });
      expect(await ceilings()).toEqual({ ...before, q: '600' });
    });

    it('records a higher one when more than half is used, and waits for nothing', async () => {
      await shard.put({ n: 300, n2: 200 });
      const before = await shard.now();
      expect(await take(301)).toMatchObject({ outcome: 'took', n: 601 });
      const { t2, ...rest } = await ceilings();
      expect(rest).toEqual({ c: '1000', t1: String(LONG_AGO), c2: '1000', n2: '300', bw: '0', q: '1000' });
      await expectPresent(t2, before);
      await shard.put({ t2: LONG_AGO });
      expect(await take(399)).toMatchObject({ outcome: 'took', n: 1000 });
      expect(await ceilings()).toMatchObject({ c2: '1100', n2: '601' });
    });

    it('waits above it until a higher one is as safe', async () => {
      await shard.put({ n: 900, n2: 900 });
      const before = await shard.now();
      expect(await take(101)).toMatchObject({ outcome: 'burst', forMs: COVERS });
      const { t2, ...rest } = await ceilings();
      expect(rest).toMatchObject({ c: '1000', t1: String(LONG_AGO), c2: '1101', n2: '900', bw: '1' });
      await expectPresent(t2, before);
      expect(await shard.register()).toMatchObject({ n: '900', '@me': '0' });
      expect(await server.client.exists(shard.keys.hash)).toBe(0);
      await shard.put({ t2: LONG_AGO });
      expect(await take(101)).toMatchObject({ outcome: 'took', n: 1001 });
      // That was its half as well.
      expect(await ceilings()).toMatchObject({ bw: '0', c2: '1101' });
    });

    it('counts the numbers of all that is wanted', async () => {
      await shard.put({ n: 900 });
      const wants = [
        ['a', 50],
        ['b', 51],
      ] as const;
      expect(await taking.take(wants)).toMatchObject({ outcome: 'burst' });
    });

    it('takes any amount where the caller does not wait for what is safe', async () => {
      await shard.put({ n: 900 });
      expect(await take(5000, { goes: true })).toMatchObject({ outcome: 'took', n: 5900 });
      expect(await ceilings()).toMatchObject({ c: '1000', c2: '6000', bw: '0', q: '0' });
    });
  });

  describe('learns how fast numbers go', () => {
    /** By how many it went above what is wanted, after 600 numbers in twice the time that is covered. */
    const raisedBy = async (options: CallOptions = {}, fields = {}): Promise<number> => {
      await shard.put({ n: 600, t2: (await shard.now()) - 2 * COVERS, ...fields });
      expect(await take(1, options)).toMatchObject({ outcome: 'took' });
      return Number((await ceilings()).c2) - 601;
    };

    it('four times of what went in the time that is covered', async () => {
      const by = await raisedBy();
      expect(by).toBeLessThanOrEqual(1200);
      expect(by).toBeGreaterThan(900);
    });

    it('but for the time in which everybody waited', async () => {
      const by = await raisedBy({}, { bw: 1 });
      expect(by).toBeLessThanOrEqual(2400);
      expect(by).toBeGreaterThan(1800);
    });

    it('at most so many', async () => {
      expect(await raisedBy({ most: 700 })).toBe(700);
    });

    it('and so many at least', async () => {
      expect(await raisedBy({ skip: 3000 })).toBe(3000);
    });

    it('from the numbers since the last one', async () => {
      const by = await raisedBy({}, { n2: 300, c2: 800 });
      expect(by).toBeLessThanOrEqual(600);
      expect(by).toBeGreaterThan(450);
    });

    it('and takes no moment to be shorter than 50 ms', async () => {
      await shard.put({ n: 10, c: 10, c2: 10, t2: LATER, born: LATER, st: undefined });
      await take(1, { most: 1_000_000 });
      expect(await ceilings()).toMatchObject({ c2: String(11 + (4 * 10 * COVERS) / 50) });
    });

    it('and never lowers it', async () => {
      await shard.put({ n: 600, n2: 0, c2: 1000 });
      await take(1);
      expect(await ceilings()).toMatchObject({ c2: '1000' });
    });
  });

  describe('that is not aged yet', () => {
    beforeEach(async () => {
      await shard.put({ n: 300, c: 400, c2: 1000, t2: (await shard.now()) - 10_000, n2: 300 });
    });

    it('takes up to the one before, and says so for the quick script', async () => {
      expect(await take(100)).toMatchObject({ outcome: 'took', n: 400 });
      expect(await ceilings()).toMatchObject({ c: '400', c2: '1000', n2: '300', q: '400' });
    });

    it('waits above that, as long as it has to age; then others wait, too, but who only looks', async () => {
      const before = await ceilings();
      await expectBurst(COVERS - 10_000, await take(101));
      expect(await ceilings()).toEqual({ ...before, bw: '1' });
      await expectBurst(COVERS - 10_000, await take(1));
      expect(await take(0)).toMatchObject({ outcome: 'took', n: 300 });
      expect(await ceilings()).toEqual({ ...before, bw: '1', q: '0' });
      await shard.put({ t2: (await shard.now()) - COVERS });
      expect(await take(1)).toMatchObject({ outcome: 'took', n: 301 });
    });

    it('waits above both, and records none until it is aged', async () => {
      await expectBurst(COVERS - 10_000, await take(5000));
      expect(await ceilings()).toMatchObject({ c2: '1000', n2: '300' });
    });

    it('waits for anything where the one before is not aged either', async () => {
      await shard.put({ t1: (await shard.now()) - 20_000 });
      await expectBurst(COVERS - 10_000, await take(1));
      await shard.put({ t1: (await shard.now()) - COVERS, bw: 0 });
      expect(await take(1)).toMatchObject({ outcome: 'took' });
    });

    it.each([
      ['the shard is young', { born: LATER, st: undefined }, {}],
      ['the caller does not wait for what is safe', {}, { goes: true }],
    ])('takes any amount where %s; the quick script may not', async (_, fields, options) => {
      await shard.put({ ...fields, bw: 1 });
      const before = await ceilings();
      expect(await take(700, options)).toMatchObject({ outcome: 'took', n: 1000 });
      expect(await ceilings()).toEqual({ ...before, q: '0' });
      expect(await take(1, { ...options, skip: 100_000 })).toMatchObject({ outcome: 'took', n: 1001 });
      expect(await ceilings()).toMatchObject({ c: '1000', c2: '101001', n2: '1000', q: '0' });
    });
  });

  describe('that a store has', () => {
    const stored = async (numbers: number, recorded: number | '-' = '-'): Promise<ShardReply> =>
      taking.takeOf([taking.period([['a', numbers]], { recorded })], { vouched: await shard.identity() });

    it('takes up to it, whatever its age, and asks for more above it', async () => {
      await shard.put({ g: 'highWater', t1: LATER, t2: LATER, bw: 1 });
      await shard.opened(300);
      const before = await ceilings();
      expect(await stored(701)).toEqual({
        ...{ outcome: 'raise', now: expect.any(Number) as number, to: 1001 },
      });
      expect(await shard.register()).toMatchObject({ n: '300' });
      expect(await stored(700)).toMatchObject({ outcome: 'took', n: 1000 });
      expect(await ceilings()).toEqual({ ...before, q: '1000' });
    });

    it('asks what the store has of a period that is not open', async () => {
      await shard.put({ g: 'highWater', n: 300 });
      const before = await shard.all();
      expect(await stored(1)).toEqual({
        ...{ outcome: 'open', now: expect.any(Number) as number, n: 300, period: '2026' },
      });
      expect(await shard.all()).toEqual(before);
    });

    it.each([
      ['the same', 300, '1', '0', '300'],
      ['less, since the period was opened before a loss', 260, '41', '40', '260'],
      ['more', 340, '1', '0', '300'],
    ])('opens a period at which the store has %s', async (_, recorded, answer, offset, opened) => {
      await shard.put({ g: 'highWater', n: 300 });
      expect(await stored(1, recorded)).toMatchObject({ outcome: 'took', n: 301, answers: [answer] });
      expect(await shard.hash()).toEqual({ a: answer, '#n': '301', '#o': '0', '#b': offset });
      expect(await shard.register()).toMatchObject({ o2026: '301', p2026: `${opened} never` });
    });

    it.each([LONG_AGO, LATER])('is asked also about a period whose mark was to be safe at %d', async (at) => {
      await shard.put({ g: 'highWater', n: 300, o2026: `w${at}` });
      expect(await stored(1)).toMatchObject({ outcome: 'open', n: 300, period: '2026' });
      expect(await stored(1, 300)).toMatchObject({ outcome: 'took', answers: ['1'] });
    });

    it('waits for no mark of a period that has not begun', async () => {
      await shard.put({ g: 'highWater', n: 300 });
      const future = taking.period([['a', 1]], { beginsAt: LATER, recorded: 300 });
      expect(await taking.takeOf([future], { vouched: await shard.identity() })).toMatchObject({
        ...{ outcome: 'took', answers: ['1'] },
      });
    });

    it('is not asked about one that is open', async () => {
      await shard.put({ g: 'highWater' });
      await shard.opened(300, { a: 5 });
      expect(await stored(1)).toMatchObject({ outcome: 'took', answers: ['6'] });
    });
  });

  it('counts to the last digit', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    await shard.put({ n: most - 5000, c: most - 4000, c2: most - 4000, n2: most - 5000 });
    expect(await take(501, { skip: 3000 })).toMatchObject({ outcome: 'took', n: most - 4499 });
    expect(await ceilings()).toMatchObject({ c2: String(most - 1499), n2: String(most - 5000) });
    expect(await shard.register()).toMatchObject({ n: String(most - 4499), '@me': String(most - 4499) });
  });
});
