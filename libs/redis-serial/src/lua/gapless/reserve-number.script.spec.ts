import { ReservationsInRedis } from '../../../../../test/support/lua/reservations-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { reserveNumber, type Reserved } from './reserve-number.script.js';
import { whyVoided } from './voided.record.js';

const LATER = 4_000_000_000_000;

// What its idempotency keys and its guards do is in specs of their own.
describe('reserveNumber', () => {
  const server = scriptServer();
  const redis = new ReservationsInRedis(server);
  const reserve = (given: Partial<Parameters<typeof reserveNumber.argsOf>[0]> = {}): Promise<Reserved> => {
    const { census: _census, ...keys } = redis.keys;
    const grid = { start: 1, step: 1, base: 0, highest: 9999, expiresAt: 'never' } as const;
    const lease = { leaseMs: 60_000, graceMs: 5000, token: 'mine', textAt: 5000 } as const;
    const once = { replayTtlMs: 'none', scope: '{}', period: 'all', earlier: 'any' } as const;
    const whys = { whyExpired: whyVoided('its lease ran out'), whyLost: whyVoided('Redis lost it') };
    const overdue = { asks: false, lossAsks: false, most: 20, ...whys };
    const time = { fromSecond: 0, toSecond: LATER / 1000 };
    const args = { ...grid, ...lease, ...once, ...overdue, ...time, ...given };
    return runnerOn(server.client).run(reserveNumber, keys, args);
  };

  it('reserves the first number for as long as its lease', async () => {
    const before = await redis.now();
    const { now, ...reply } = await reserve();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(await redis.now());
    const mine = { token: 'mine', textAt: 5000, expiresAt: now + 60_000, overdue: [] };
    expect(reply).toEqual({ outcome: 'reserved', value: 1, ...mine });
    expect(await redis.found()).toEqual({
      counter: { base: '0', last: '1', accounted: '1' },
      pending: { 1: now + 60_000 },
      reserved: { 1: 'mine 5000' },
    });
  });

  it('goes on in steps, to the last digit', async () => {
    const [start, step] = [9_007_199_254_740_871, 10];
    const series = { start, step, base: start - step, highest: Number.MAX_SAFE_INTEGER };
    for (const value of [start, start + step, start + 2 * step])
      expect(await reserve(series)).toMatchObject({ outcome: 'reserved', value });
    const { counter, pending, reserved } = await redis.found();
    expect(counter).toMatchObject({ last: `${start + 20}`, accounted: `${start + 20}` });
    const all = [start, start + 10, start + 20].map(String);
    expect([Object.keys(pending ?? {}), Object.keys(reserved ?? {})]).toEqual([all, all]);
  });

  it('shows the present instant where no other is wanted', async () => {
    const { now, ...reply } = await reserve({ textAt: 'now' });
    expect(reply).toMatchObject({ textAt: now });
    expect((await redis.found()).reserved).toEqual({ 1: `mine ${now}` });
  });

  it('reserves what was cancelled first, the lowest, and remembers what became of it before', async () => {
    await reserve();
    await redis.free('12', '7!', '3');
    for (const value of [3, 7, 12, 2]) expect(await reserve()).toMatchObject({ outcome: 'reserved', value });
    const { counter, reserved, free } = await redis.found();
    expect(free).toBeUndefined();
    expect(reserved).toEqual({
      1: 'mine 5000',
      2: 'mine 5000',
      3: 'mine 5000 ~',
      7: 'mine 5000 !',
      12: 'mine 5000 ~',
    });
    expect(counter).toMatchObject({ last: '2', accounted: '2' });
  });

  it('reserves none above the highest, but for what is free', async () => {
    await reserve({ highest: 1 });
    const found = await redis.found();
    expect(await reserve({ highest: 1 })).toEqual({
      outcome: 'exhausted',
      now: expect.any(Number) as number,
      last: 1,
    });
    expect(await redis.found()).toEqual(found);
    await redis.free('1');
    expect(await reserve({ highest: 1 })).toMatchObject({ outcome: 'reserved', value: 1 });
  });

  it('does nothing but tell the time in another time than the caller took it to be', async () => {
    await redis.reserved(1, 'a 6000', 0);
    const found = await redis.found();
    const second = Math.floor((await redis.now()) / 1000);
    for (const time of [
      { fromSecond: second + 1000, toSecond: second + 2000 },
      { fromSecond: second - 1000, toSecond: second },
    ]) {
      const { outcome, now } = await reserve(time);
      expect(outcome).toBe('otherTime');
      expect(now).toBeGreaterThanOrEqual(second * 1000);
      expect(now).toBeLessThanOrEqual(await redis.now());
    }
    expect(await redis.found()).toEqual(found);
  });

  it('takes care of what is overdue, as far as it may, and does not give it itself', async () => {
    await redis.counter({ last: 8, base: 0, accounted: 8 });
    await redis.reserved(1, 'a 6001', 1000);
    await redis.reserved(2, 'b 6002', 2000);
    await redis.reserved(3, 'c 6003', 3000);
    await redis.lost('5:5', 0);
    const first = await reserve({ most: 1 });
    expect(first).toMatchObject({ value: 9, overdue: [] });
    expect(Object.keys((await redis.found()).voided ?? {})).toEqual(['1']);
    const asking = { asks: true, lossAsks: true };
    const overdue = [
      { value: 2, token: 'b', textAt: 6002 },
      { value: 3, token: 'c', textAt: 6003 },
      { value: 5, token: 'lost', textAt: 5000 },
    ];
    expect(await reserve(asking)).toMatchObject({ value: 10, overdue });
    expect((await redis.found()).reserved).toMatchObject({
      2: 'b 6002 ?',
      3: 'c 6003 ?',
      5: 'lost 5000 ?',
    });
    expect(await reserve(asking)).toMatchObject({ value: 11, overdue: [] });
  });

  it.each([
    ['jumped over some', { last: 28, accounted: 10 }, '20:30'],
    ['was never told of', { last: 28 }, '10:30'],
    ['was lifted by another system', { last: 28, accounted: 10, floor: 25 }, '30:30'],
  ])('has those asked about after a while that the counter %s', async (_, fields, range) => {
    await redis.counter({ base: 0, ...fields });
    const { now, ...reply } = await reserve({ start: 10, step: 10 });
    // A counter that stands between two numbers goes on with the next but one.
    expect(reply).toMatchObject({ outcome: 'reserved', value: 40 });
    const { counter, lost } = await redis.found();
    expect(lost).toEqual({ [range]: now + 5000 });
    expect(counter).toMatchObject({ last: '40', accounted: '40' });
  });

  it('keeps all that it writes as long as the counter', async () => {
    const expiresAt = (await redis.now()) + 3_600_000;
    await redis.free('3');
    await redis.lost('7:7', 0);
    await reserve({ expiresAt });
    await reserve({ expiresAt });
    const { counter, pending, reserved, voided } = await redis.expiries();
    expect([counter, pending, reserved, voided]).toEqual(Array(4).fill(expiresAt));
  });

  it.each(['counter', 'pending', 'reserved', 'free', 'lost'] as const)(
    'says so when another program keeps something else under the key: %s',
    async (name) => {
      await server.client.set(redis.keys[name], 'of another program');
      await expect(reserve()).rejects.toThrow('keyPrefix');
    },
  );
});
