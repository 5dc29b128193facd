import { ReservationsInRedis } from '../../../../../test/support/lua/reservations-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { auditNumbers, type Audited } from './audit-numbers.script.js';

const LATER = 4_000_000_000_000;
const FOR_EVER = { fromSecond: 0, toSecond: LATER / 1000 };

describe('auditNumbers', () => {
  const server = scriptServer();
  const redis = new ReservationsInRedis(server);
  const audit = (given: Partial<Parameters<typeof auditNumbers.argsOf>[0]> = {}): Promise<Audited> => {
    const args = { start: 1, step: 1, base: 0, first: 1, most: 100, ...FOR_EVER, ...given };
    return runnerOn(server.client).run(auditNumbers, redis.keys, args);
  };
  const none = { accounted: 0, confirmed: 0, pending: 0, free: [], missing: [], voided: [] };

  it('finds none where nothing was reserved', async () => {
    const before = await redis.now();
    const { now, ...found } = await audit();
    expect(found).toEqual({ outcome: 'audited', ...none });
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(await redis.now());
  });

  it('says what became of each number, and changes nothing', async () => {
    await redis.counter({ last: 12, accounted: 10 });
    await redis.confirmed(0);
    await redis.confirmed(1);
    await redis.voided(3, '5003 6003 {"reason":"why not","actor":"ann"}');
    await redis.reserved(4, 'a 5000 !?', LATER);
    await redis.free('5', '6!');
    await redis.lost('7:8', LATER);
    const found = await redis.found();
    expect(await audit()).toEqual({
      outcome: 'audited',
      now: expect.any(Number) as number,
      accounted: 10,
      confirmed: 2,
      pending: 3,
      free: [5, 6],
      missing: [9, 10],
      voided: [{ value: 3, textAt: 5003, at: 6003, reason: 'why not', actor: 'ann' }],
    });
    expect(await redis.found()).toEqual(found);
  });

  it('counts none twice: confirmed before void, void before lost, reserved before free', async () => {
    await redis.counter({ accounted: 3 });
    await redis.confirmed(0);
    for (const value of [1, 2]) await redis.voided(value, '5000 6000 {"reason":"why not"}');
    await redis.lost('1:2', LATER);
    await redis.reserved(1, 'a 5000 ~', LATER);
    await redis.reserved(3, 'b 5000', LATER);
    await redis.free('3');
    const why = { reason: 'why not', actor: undefined };
    const voided = [{ value: 2, textAt: 5000, at: 6000, ...why }];
    expect(await audit()).toMatchObject({ ...none, accounted: 3, confirmed: 1, pending: 1, voided });
  });

  it('finds none missing that another system gave', async () => {
    await redis.counter({ accounted: 5, floor: 3 });
    expect(await audit()).toMatchObject({ missing: [4, 5] });
  });

  it('goes through a stretch, in steps, to the last digit', async () => {
    const start = 9_007_199_254_740_901;
    await redis.counter({ accounted: `${start + 50}` });
    await redis.confirmed(3);
    await redis.free(`${start + 20}`);
    const series = { start, step: 10, base: start - 10 };
    const stretch = await audit({ ...series, first: start + 20, most: 3 });
    const all = { accounted: start + 50, confirmed: 1, free: [start + 20] };
    expect(stretch).toMatchObject({ ...all, missing: [start + 40] });
    const rest = await audit({ ...series, first: start + 50, most: 3 });
    expect(rest).toMatchObject({ ...none, accounted: start + 50, missing: [start + 50] });
  });

  it('does nothing but tell the time in another time than the caller took it to be', async () => {
    await redis.counter({ accounted: 5 });
    const second = Math.floor((await redis.now()) / 1000);
    for (const time of [
      { fromSecond: second + 1000, toSecond: second + 2000 },
      { fromSecond: second - 1000, toSecond: second },
    ]) {
      const { outcome, now } = await audit(time);
      expect(outcome).toBe('otherTime');
      expect(now).toBeGreaterThanOrEqual(second * 1000);
      expect(now).toBeLessThanOrEqual(await redis.now());
    }
    expect(await audit({ fromSecond: second })).toMatchObject({ outcome: 'audited' });
  });

  it('says so when another program keeps something else under a key', async () => {
    await redis.counter({ accounted: 5 });
    await server.client.set(redis.keys.voided, 'of another program');
    await expect(audit()).rejects.toThrow('keyPrefix');
  });
});
