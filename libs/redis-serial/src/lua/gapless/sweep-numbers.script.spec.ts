import { ReservationsInRedis } from '../../../../../test/support/lua/reservations-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { sweepNumbers, type Swept } from './sweep-numbers.script.js';
import { whyVoided } from './voided.record.js';

const LATER = 4_000_000_000_000;

describe('sweepNumbers', () => {
  const server = scriptServer();
  const redis = new ReservationsInRedis(server);
  const sweep = (given: Partial<Parameters<typeof sweepNumbers.argsOf>[0]> = {}): Promise<Swept> => {
    const grid = { start: 1, step: 1, base: 0, expiresAt: 'never', textAt: 5000 } as const;
    const whys = { whyExpired: whyVoided('its lease ran out'), whyLost: whyVoided('Redis lost it') };
    const args = { ...grid, ...whys, asks: false, lossAsks: false, graceMs: 5000, most: 500, ...given };
    return runnerOn(server.client).run(sweepNumbers, redis.keys, args);
  };
  const expired = /^\d+ \d+ \{"reason":"its lease ran out"\}$/;
  const lost = /^5000 \d+ \{"reason":"Redis lost it"\}$/;

  it('does nothing where nothing is overdue', async () => {
    await redis.reserved(1, 'a 6000', LATER);
    await redis.lost('4:6', LATER);
    const found = await redis.found();
    expect(await sweep({ asks: true, lossAsks: true })).toEqual({ count: 0, overdue: [] });
    expect(await redis.found()).toEqual(found);
  });

  describe('of numbers whose leases ran out', () => {
    beforeEach(async () => {
      await redis.reserved(1, 'a 6001', 1_000_000_003_000);
      await redis.reserved(2, 'b 6002 !', 1_000_000_001_000);
      await redis.reserved(3, 'c 6003 ~', 1_000_000_002_000);
      await redis.reserved(4, 'd 6004', LATER);
    });

    it('voids them where nobody is asked', async () => {
      const before = await redis.now();
      expect(await sweep()).toEqual({ count: 3, overdue: [] });
      const { voided, ...rest } = await redis.found();
      expect(rest).toEqual({ pending: { 4: LATER }, reserved: { 4: 'd 6004' } });
      const all = [1, 2, 3].map((value) => [value, expect.stringMatching(expired) as string]);
      expect(voided).toEqual(Object.fromEntries(all));
      const [textAt, at] = voided?.[3]?.split(' ').map(Number) ?? [];
      expect(textAt).toBe(6003);
      expect(at).toBeGreaterThanOrEqual(before);
      expect(at).toBeLessThanOrEqual(await redis.now());
      expect(await sweep()).toEqual({ count: 0, overdue: [] });
    });

    it('takes as many as it may, those first whose leases ran out first', async () => {
      expect(await sweep({ most: 2 })).toEqual({ count: 2, overdue: [] });
      expect((await redis.found()).voided).toEqual({
        2: expect.stringMatching(expired) as string,
        3: expect.stringMatching(expired) as string,
      });
      expect(await sweep({ most: 2 })).toMatchObject({ count: 1 });
    });

    it('tells them where somebody is to be asked, and that somebody was asked', async () => {
      const { count, overdue } = await sweep({ asks: true });
      expect(count).toBe(3);
      expect(overdue).toEqual([
        { value: 2, token: 'b', textAt: 6002 },
        { value: 3, token: 'c', textAt: 6003 },
        { value: 1, token: 'a', textAt: 6001 },
      ]);
      expect((await redis.found()).reserved).toEqual({
        1: 'a 6001 ?',
        2: 'b 6002 !?',
        3: 'c 6003 ~?',
        4: 'd 6004',
      });
      expect(await sweep({ asks: true })).toEqual({ count: 0, overdue: [] });
    });

    it.each([
      [10, 1000],
      [5000, 5000],
      [60_000, 30_000],
    ])('after a lease of %d ms, has them asked about again %d ms later', async (graceMs, later) => {
      const before = await redis.now();
      await sweep({ asks: true, graceMs, most: 1 });
      const at = (await redis.found()).pending?.[2];
      expect(at).toBeGreaterThanOrEqual(before + later);
      expect(at).toBeLessThanOrEqual((await redis.now()) + later);
    });

    it('forgets leases of which nobody knows whose they are', async () => {
      await server.client.hdel(redis.keys.reserved, '1', '2');
      expect(await sweep({ asks: true })).toMatchObject({ count: 3, overdue: [{ value: 3 }] });
      expect(Object.keys((await redis.found()).pending ?? {})).toEqual(['3', '4']);
    });

    it('leaves lost ones for the next time when it may take no more', async () => {
      await redis.lost('8:8', 0);
      expect(await sweep({ most: 3 })).toMatchObject({ count: 3 });
      expect((await redis.found()).lost).toEqual({ '8:8': 0 });
      expect(await sweep({ most: 3 })).toMatchObject({ count: 1 });
    });
  });

  describe('of numbers that Redis lost', () => {
    it('voids them where nobody is asked, but for what is known of them', async () => {
      await redis.lost('10:50', 1000);
      await redis.confirmed(1);
      await redis.voided(30, '1 2 {}');
      await redis.reserved(40, 'a 6000', LATER);
      expect(await sweep({ start: 10, step: 10, base: 0 })).toEqual({ count: 5, overdue: [] });
      const { voided, ...rest } = await redis.found();
      expect(rest).toEqual({ confirmed: [1], pending: { 40: LATER }, reserved: { 40: 'a 6000' } });
      expect(voided).toEqual({
        10: expect.stringMatching(lost) as string,
        30: '1 2 {}',
        50: expect.stringMatching(lost) as string,
      });
    });

    it('has somebody asked about them: they are nobody’s until then', async () => {
      await redis.lost('8:9', 1000);
      const before = await redis.now();
      expect(await sweep({ lossAsks: true })).toEqual({
        count: 2,
        overdue: [8, 9].map((value) => ({ value, token: 'lost', textAt: 5000 })),
      });
      const { pending, reserved, ...rest } = await redis.found();
      expect(rest).toEqual({});
      expect(reserved).toEqual({ 8: 'lost 5000 ?', 9: 'lost 5000 ?' });
      for (const at of [pending?.[8], pending?.[9]]) {
        expect(at).toBeGreaterThanOrEqual(before + 5000);
        expect(at).toBeLessThanOrEqual((await redis.now()) + 5000);
      }
      expect(await sweep({ lossAsks: true })).toEqual({ count: 0, overdue: [] });
    });

    it('takes as many as it may, and the others at once afterwards', async () => {
      const [first, last] = [9_007_199_254_740_971, 9_007_199_254_740_991];
      await redis.lost(`${first}:${last}`, 1000);
      const grid = { start: first, step: 10, base: first - 10 };
      expect(await sweep({ ...grid, most: 2 })).toMatchObject({ count: 2 });
      const found = await redis.found();
      expect(Object.keys(found.voided ?? {})).toEqual([`${first}`, `${first + 10}`]);
      expect(Object.keys(found.lost ?? {})).toEqual([`${last}:${last}`]);
      expect(await sweep({ ...grid, most: 2 })).toMatchObject({ count: 1 });
      expect(await redis.found()).not.toHaveProperty('lost');
    });
  });

  describe('where Redis lost all reservations', () => {
    it('has all that the counter may have given asked about, after a while', async () => {
      await redis.counter({ last: 58, base: 0 });
      const before = await redis.now();
      const grid = { start: 10, step: 10, base: 0 };
      expect(await sweep({ ...grid, lossAsks: true })).toEqual({ count: 0, overdue: [] });
      const { counter, lost } = await redis.found();
      expect(counter).toEqual({ last: '58', base: '0', accounted: '50' });
      expect(Object.keys(lost ?? {})).toEqual(['10:50']);
      expect(lost?.['10:50']).toBeGreaterThanOrEqual(before + 5000);
      expect(lost?.['10:50']).toBeLessThanOrEqual((await redis.now()) + 5000);
    });

    it.each([
      ['above what another system gave', { last: 58, floor: 33 }, '40:50'],
      ['none, where another system gave all', { last: 58, floor: 55 }, undefined],
      ['none, where none was given', { last: 0 }, undefined],
      ['none, where something is known of them', { last: 58, accounted: 20 }, undefined],
    ])('finds %s', async (_, fields, range) => {
      await redis.counter(fields);
      await sweep({ start: 10, step: 10, base: 0 });
      expect(Object.keys((await redis.found()).lost ?? {})).toEqual(range === undefined ? [] : [range]);
    });
  });

  it('keeps what it writes as long as the counter', async () => {
    const expiresAt = (await redis.now()) + 3_600_000;
    await redis.reserved(1, 'a 6000', 0);
    await redis.counter({ last: 8 });
    await redis.lost('3:4', 0);
    await sweep({ expiresAt, most: 2 });
    await sweep({ expiresAt, lossAsks: true });
    const [forGood, written] = [{ counter: -1 }, { voided: expiresAt, lost: expiresAt }];
    expect(await redis.expiries()).toEqual({
      ...forGood,
      ...written,
      reserved: expiresAt,
      pending: expiresAt,
    });
  });

  it('says so when another program keeps something else under a key', async () => {
    await server.client.set(redis.keys.pending, 'of another program');
    await expect(sweep()).rejects.toThrow('keyPrefix');
  });
});
