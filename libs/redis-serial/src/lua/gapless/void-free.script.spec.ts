import { ReservationsInRedis } from '../../../../../test/support/lua/reservations-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { voidFree, type VoidedFree } from './void-free.script.js';
import { whyVoided } from './voided.record.js';

const LATER = 4_000_000_000_000;
const FOR_EVER = { fromSecond: 0, toSecond: LATER / 1000 };

describe('voidFree', () => {
  const server = scriptServer();
  const redis = new ReservationsInRedis(server);
  const voidThem = (given: Partial<Parameters<typeof voidFree.argsOf>[0]> = {}): Promise<VoidedFree> => {
    const why = whyVoided('the year is over', 'ann');
    const args = { expiresAt: 'never', textAt: 5000, why, graceMs: 5000, guard: 'none', most: 500 } as const;
    return runnerOn(server.client).run(voidFree, redis.keys, { ...args, ...FOR_EVER, ...given });
  };
  const record = /^5000 \d+ \{"reason":"the year is over","actor":"ann"\}$/;

  it('answers none where none is free, and writes nothing', async () => {
    expect(await voidThem({ guard: 'fenced' })).toEqual({
      outcome: 'voided',
      now: expect.any(Number) as number,
      values: [],
    });
    expect(await redis.found()).toEqual({});
  });

  it('voids all that is free, lowest first', async () => {
    await redis.free('12', '3!', '9007199254740991', '9007199254740990!');
    await redis.reserved(5, 'a 6000', LATER);
    const before = await redis.now();
    const { now, ...reply } = await voidThem();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(await redis.now());
    const values = [3, 12, 9_007_199_254_740_990, 9_007_199_254_740_991];
    expect(reply).toEqual({ outcome: 'voided', values });
    const { voided, ...rest } = await redis.found();
    expect(rest).toEqual({ pending: { 5: LATER }, reserved: { 5: 'a 6000' } });
    const all = values.map((value) => [value, expect.stringMatching(record) as string]);
    expect(voided).toEqual(Object.fromEntries(all));
    expect(Number(voided?.[3]?.split(' ')[1])).toBe(now);
    expect(await voidThem()).toMatchObject({ values: [] });
  });

  it('voids as many as it may, the lowest', async () => {
    await redis.free('12', '3!', '4');
    expect(await voidThem({ most: 2 })).toMatchObject({ values: [3, 4] });
    expect(await redis.found()).toMatchObject({ free: ['12'] });
    expect(await voidThem({ most: 2 })).toMatchObject({ values: [12] });
  });

  it('does nothing but tell the time in another time than the caller took it to be', async () => {
    await redis.free('3');
    await redis.counter({ ledgerRun: 'another' });
    const found = await redis.found();
    const second = Math.floor((await redis.now()) / 1000);
    for (const time of [
      { fromSecond: second + 1000, toSecond: second + 2000 },
      { fromSecond: second - 1000, toSecond: second },
    ])
      expect(await voidThem({ ...time, guard: 'fenced' })).toEqual({
        outcome: 'otherTime',
        now: expect.any(Number) as number,
      });
    expect(await redis.found()).toEqual(found);
  });

  it.each(['fenced', 'highWater'] as const)('after a loss, guarded by %s, voids none', async (guard) => {
    await redis.counter({ ledgerRun: 'another' });
    await redis.free('12', '3!');
    await redis.reserved(5, 'a 6000 ~', 1000);
    await redis.reserved(6, 'b 6000', LATER);
    await server.client.zadd(redis.keys.pending, 2000, 7);
    const before = await redis.now();
    expect(await voidThem({ guard })).toMatchObject({ outcome: 'voided', values: [] });
    const { lost, ...rest } = await redis.found();
    // What was free may have been given since, and somebody may have been asked about what is overdue.
    expect(Object.keys(lost ?? {}).sort()).toEqual(['12:12', '3:3']);
    for (const at of Object.values(lost ?? {})) {
      expect(at).toBeGreaterThanOrEqual(before + 5000);
      expect(at).toBeLessThanOrEqual((await redis.now()) + 5000);
    }
    expect(rest).toEqual({
      counter: { ledgerRun: await redis.run() },
      pending: { 5: 1000, 6: LATER, 7: 2000 },
      reserved: { 5: 'a 6000 ~?', 6: 'b 6000' },
    });
  });

  it('voids what becomes free after the loss', async () => {
    await redis.counter({ ledgerRun: 'another' });
    await voidThem({ guard: 'fenced' });
    await redis.free('3');
    expect(await voidThem({ guard: 'fenced' })).toMatchObject({ values: [3] });
  });

  it.each([
    ['is not guarded', 'none', { ledgerRun: 'another' }, 'another'],
    ['was never guarded before', 'fenced', { last: 5 }, null],
  ] as const)('knows of no loss where the series %s', async (_, guard, fields, run) => {
    await redis.counter(fields);
    await redis.free('3');
    expect(await voidThem({ guard })).toMatchObject({ values: [3] });
    expect(await server.client.hget(redis.keys.counter, 'ledgerRun')).toBe(run);
  });

  it('keeps what it writes as long as the counter', async () => {
    const expiresAt = (await redis.now()) + 3_600_000;
    await redis.free('3');
    await voidThem({ expiresAt });
    expect(await redis.expiries()).toEqual({ voided: expiresAt });
    await redis.counter({ ledgerRun: 'another' });
    await redis.free('4');
    await voidThem({ expiresAt, guard: 'fenced' });
    expect(await redis.expiries()).toEqual({ counter: -1, voided: expiresAt, lost: expiresAt });
  });

  it('says so when another program keeps something else under a key', async () => {
    await server.client.set(redis.keys.free, 'of another program');
    await expect(voidThem()).rejects.toThrow('keyPrefix');
  });
});
