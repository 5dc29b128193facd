import { ReservationsInRedis } from '../../../../../test/support/lua/reservations-in-redis.js';
import { scriptServer } from '../../../../../test/support/script-server.js';
import { runnerOn } from '../../redis/client-runner.js';
import { reserveNumber, type Reserved } from './reserve-number.script.js';

const LATER = 4_000_000_000_000;

describe('reserveNumber of a guarded series', () => {
  const server = scriptServer();
  const redis = new ReservationsInRedis(server);
  const reserve = (given: Partial<Parameters<typeof reserveNumber.argsOf>[0]> = {}): Promise<Reserved> => {
    const grid = { start: 1, step: 1, base: 0, highest: 9999, expiresAt: 'never' } as const;
    const lease = { leaseMs: 60_000, graceMs: 5000, token: 'mine', textAt: 5000 } as const;
    const once = { replayTtlMs: 'none', scope: '{}', period: 'all', earlier: 'any' } as const;
    const overdue = { asks: true, lossAsks: true, most: 20, whyExpired: '{}', whyLost: '{}' };
    const guard = { guard: 'fenced', known: '', skip: 100 } as const;
    const time = { fromSecond: 0, toSecond: LATER / 1000 };
    return runnerOn(server.client).run(reserveNumber, redis.keys, {
      ...{ ...grid, ...lease, ...once, ...overdue, ...guard, ...time, ...given },
    });
  };

  it('has the other processes asked first, where nothing is known of the counter', async () => {
    const reply = await reserve();
    expect(reply).toEqual({
      outcome: 'census',
      now: expect.any(Number) as number,
      uptime: expect.any(Number) as number,
    });
    expect(await redis.found()).toEqual({});
  });

  it('begins once they were asked, and keeps which incarnation of the server that was', async () => {
    const run = await redis.run();
    await server.client.hset(redis.keys.census, 'run', run);
    expect(await reserve()).toMatchObject({ outcome: 'reserved', value: 1 });
    expect((await redis.found()).counter).toEqual({
      base: '0',
      last: '1',
      accounted: '1',
      run,
      ledgerRun: run,
    });
  });

  it('goes on where the same incarnation wrote last', async () => {
    const run = await redis.run();
    await redis.counter({ base: 0, last: 5, accounted: 5, run, ledgerRun: run });
    await redis.free('3');
    for (const value of [3, 6]) expect(await reserve({ known: 5 })).toMatchObject({ value, overdue: [] });
    expect(await redis.found()).not.toHaveProperty('lost');
  });

  it('after a loss, jumps past what may have been given, and has all in between asked about', async () => {
    const run = await redis.run();
    await redis.counter({ base: 0, last: 5, accounted: 5, run: 'another', ledgerRun: 'another' });
    await redis.free('3', '4!');
    await redis.reserved(1, 'a 6000', 1000);
    await redis.reserved(2, 'b 6000', LATER);
    const { now, ...reply } = await reserve({ known: 7 });
    // Somebody may have been asked about 1 before the loss; 3 and 4 may have been given since they were free.
    expect(reply).toMatchObject({ value: 108, overdue: [{ value: 1, token: 'a', textAt: 6000 }] });
    expect(await redis.found()).toMatchObject({
      counter: { last: '108', accounted: '108', run, ledgerRun: run },
      reserved: { 1: 'a 6000 ?', 2: 'b 6000', 108: 'mine 5000' },
      lost: { '3:3': now + 5000, '4:4': now + 5000, '6:107': now + 5000 },
    });
  });

  it('notes a loss also where the counter must be recovered first, and asks its store', async () => {
    const run = await redis.run();
    await redis.counter({
      base: 0,
      last: 5,
      accounted: 5,
      run: 'another',
      ledgerRun: 'another',
      ceiling: 20,
    });
    await redis.free('3');
    const reply = await reserve({ guard: 'highWater' });
    expect(reply).toEqual({
      outcome: 'recover',
      now: expect.any(Number) as number,
      recovery: expect.stringMatching(new RegExp(`^${run}:\\d+$`)) as string,
    });
    expect(await redis.found()).toMatchObject({
      counter: { last: '5', accounted: '5', run: 'another', ledgerRun: run },
      lost: { '3:3': reply.now + 5000 },
    });
    expect(await redis.found()).not.toHaveProperty('pending');
  });

  it('does not claim to know what an incarnation wrote while the counter must be recovered', async () => {
    await redis.counter({ base: 0, last: 5 });
    expect(await reserve({ guard: 'highWater' })).toMatchObject({ outcome: 'recover' });
    expect((await redis.found()).counter).not.toHaveProperty('ledgerRun');
  });

  it('has a ceiling raised before it passes it', async () => {
    const run = await redis.run();
    await redis.counter({ base: 0, last: 10, accounted: 10, run, ledgerRun: run, ceiling: 20 });
    const tens = { guard: 'highWater', start: 10, step: 10 } as const;
    expect(await reserve(tens)).toMatchObject({ outcome: 'reserved', value: 20 });
    const found = await redis.found();
    expect(await reserve(tens)).toEqual({ outcome: 'raise', now: expect.any(Number) as number, to: 30 });
    expect(await redis.found()).toEqual(found);
  });

  it('gives what an idempotency key was given without asking anybody', async () => {
    const once = { replayTtlMs: 3_600_000 } as const;
    await server.client.hset(redis.keys.census, 'run', await redis.run());
    const one = await reserve(once);
    await server.client.del(redis.keys.counter, redis.keys.census);
    const again = await reserve(once);
    expect(again).toEqual({ ...one, now: again.now });
  });
});
