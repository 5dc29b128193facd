import { ReservationsInRedis } from '../../../../../test/support/lua/reservations-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { reserveNumber, type Reserved } from './reserve-number.script.js';

const LATER = 4_000_000_000_000;

describe('reserveNumber with an idempotency key', () => {
  const server = scriptServer();
  const redis = new ReservationsInRedis(server);
  let calls = 0;
  const reserve = (given: Partial<Parameters<typeof reserveNumber.argsOf>[0]> = {}): Promise<Reserved> => {
    const { census: _census, ...keys } = redis.keys;
    const grid = { start: 1, step: 1, base: 0, highest: 9999, expiresAt: 'never' } as const;
    const lease = { leaseMs: 60_000, graceMs: 5000, token: `call-${++calls}`, textAt: 5000 } as const;
    const once = { replayTtlMs: 3_600_000, scope: '{"a":"x y"}', period: 'all', earlier: 'any' } as const;
    const overdue = { asks: true, lossAsks: false, most: 20, whyExpired: '{}', whyLost: '{}' };
    const time = { fromSecond: 0, toSecond: LATER / 1000 };
    return runnerOn(server.client).run(reserveNumber, keys, {
      ...{ ...grid, ...lease, ...once, ...overdue, ...time, ...given },
    });
  };
  const replay = (): Promise<string | null> => server.client.get(redis.keys.replay);

  it('keeps what the key was given, for a while', async () => {
    expect(await reserve({ token: 'mine' })).toMatchObject({ outcome: 'reserved', value: 1, token: 'mine' });
    expect(await replay()).toBe('mine 1 5000 all {"a":"x y"}');
    const ttl = await server.client.pttl(redis.keys.replay);
    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(3_600_000);
  });

  it('gives the same again as long as it is reserved, and changes nothing', async () => {
    const one = await reserve();
    const [found, kept] = [await redis.found(), await server.client.pexpiretime(redis.keys.replay)];
    const again = await reserve({ leaseMs: 1, textAt: 7000 });
    expect(again).toEqual({ ...one, now: again.now });
    expect(await redis.found()).toEqual(found);
    expect(await server.client.pexpiretime(redis.keys.replay)).toBe(kept);
  });

  it('reserves the same anew after its lease ran out, if nobody was asked about it', async () => {
    await reserve({ token: 'mine' });
    await redis.reserved(1, 'mine 5000', 1000);
    const again = await reserve({ leaseMs: 70_000 });
    expect(again).toMatchObject({ value: 1, token: 'mine', expiresAt: again.now + 70_000, overdue: [] });
    expect((await redis.found()).pending).toEqual({ 1: again.now + 70_000 });
  });

  it('does not give what somebody was asked about, nor another: the answer comes first', async () => {
    await reserve({ token: 'mine' });
    await redis.reserved(1, 'mine 5000 ?', LATER);
    const found = await redis.found();
    expect(await reserve()).toEqual({
      outcome: 'asked',
      now: expect.any(Number) as number,
      overdue: { value: 1, token: 'mine', textAt: 5000 },
    });
    expect(await redis.found()).toEqual(found);
  });

  it.each([
    ['by who had it alone', undefined, 1],
    ['by this one of two', 'mine 5000 ~', 1],
    ['by the other of two', 'others 6000 ~', 2],
  ])('gives what is confirmed again if that was done %s', async (_, record, value) => {
    await reserve({ token: 'mine' });
    await server.client.del(redis.keys.pending, redis.keys.reserved);
    if (record !== undefined) await server.client.hset(redis.keys.reserved, 1, record);
    await redis.confirmed(0);
    const again = await reserve();
    expect(again).toMatchObject({ outcome: 'reserved', value });
    if (value === 1) expect(again).toMatchObject({ token: 'mine', textAt: 5000, expiresAt: again.now });
  });

  it.each([
    ['was cancelled', undefined],
    ['is another’s by now', 'others 6000 !'],
    ['is another’s, who is overdue', 'others 6000 !?'],
  ])('gives another where what it was given %s, and keeps that', async (_, record) => {
    await reserve();
    await server.client.del(redis.keys.pending, redis.keys.reserved);
    if (record !== undefined) await redis.reserved(1, record, LATER);
    expect(await reserve({ token: 'again' })).toMatchObject({ value: 2, token: 'again' });
    expect(await replay()).toBe('again 2 5000 all {"a":"x y"}');
  });

  it('has what was given in another period looked for there', async () => {
    await reserve({ token: 'mine', period: '2030-12-31' });
    const found = await redis.found();
    expect(await reserve({ period: '2031-01-01' })).toEqual({
      outcome: 'otherPeriod',
      now: expect.any(Number) as number,
      token: 'mine',
      textAt: 5000,
    });
    expect(await redis.found()).toEqual(found);
  });

  it('looks for it there without reserving another', async () => {
    await reserve({ token: 'mine' });
    expect(await reserve({ earlier: 'only' })).toMatchObject({ outcome: 'reserved', token: 'mine' });
    await server.client.del(redis.keys.pending, redis.keys.reserved);
    const found = await redis.found();
    expect(await reserve({ earlier: 'only' })).toEqual({
      outcome: 'gone',
      now: expect.any(Number) as number,
    });
    expect(await redis.found()).toEqual(found);
    await server.client.del(redis.keys.replay);
    expect(await reserve({ earlier: 'only' })).toMatchObject({ outcome: 'gone' });
  });

  it('gives another once what it was given is known to be gone', async () => {
    await reserve({ token: 'mine', period: '2030-12-31' });
    const again = { earlier: 'mine', token: 'again', period: '2031-01-01' };
    expect(await reserve(again)).toMatchObject({ outcome: 'reserved', value: 2, token: 'again' });
    expect(await replay()).toBe('again 2 5000 2031-01-01 {"a":"x y"}');
    // Who comes with the same knowledge a moment later has the other one too.
    expect(await reserve({ ...again, token: 'late' })).toMatchObject({ value: 2, token: 'again' });
  });

  it('refuses a key that was used for another scope', async () => {
    await reserve();
    const found = await redis.found();
    expect(await reserve({ scope: '{"a":"z"}', period: 'another', earlier: 'only' })).toEqual({
      outcome: 'otherScope',
      now: expect.any(Number) as number,
      scope: '{"a":"x y"}',
    });
    expect(await redis.found()).toEqual(found);
  });

  it('knows no key where none is given', async () => {
    await reserve();
    expect(await reserve({ replayTtlMs: 'none' })).toMatchObject({ value: 2 });
    expect(await replay()).toMatch(/^call-\d+ 1 /);
  });

  it('keeps nothing for a key that is given none', async () => {
    expect(await reserve({ highest: 0 })).toMatchObject({ outcome: 'exhausted' });
    expect(await replay()).toBeNull();
  });
});
