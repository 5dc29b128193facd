import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import { eventually } from '../support/eventually.js';
import { checkHistory, slowestTrip } from '../support/lock-history/check-history.js';
import type { LockEvent } from '../support/lock-history/event.js';
import { Hammers, type Hammering } from '../support/lock-history/hammers.js';
import { upTo } from '../support/range.js';
import { RedisProxy } from '../support/redis-proxy.js';

// What is late by less than so many of the slowest answers was on its way at the same time.
const AT_ONCE = 3;
const WRITERS = { one: ['w'], other: ['w'] } as const;

describe('the history of locks under load', () => {
  let server: RedisServer;
  let client: Redis;
  let proxy: RedisProxy;
  let hammers: Hammers;

  beforeAll(async () => {
    server = await startRedisServer({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] });
    client = new Redis(server.url, { retryStrategy: () => 20 });
    client.on('error', () => undefined);
    proxy = await RedisProxy.before(server.url);
    hammers = await Hammers.start({ ...usual(), keyPrefix: 'sound', processes: 4 });
  });
  afterAll(async () => {
    await hammers[Symbol.asyncDispose]();
    client.disconnect();
    await proxy.close();
    await server.stop();
  });

  const usual = (): Omit<Hammering, 'keyPrefix' | 'processes'> => ({
    url: proxy.url,
    workers: 6,
    locks: { ...WRITERS, readers: ['r', 'r', 'r', 'w'], permits: [3] },
    ttl: 600,
    wait: 20_000,
  });
  /** What is written while the same happens again and again, each time when the locks have gone round for a while. */
  const whenever = (times: number, fault: (n: number) => Promise<unknown>): Promise<readonly LockEvent[]> =>
    hammers.during(async () => {
      for (const n of upTo(times)) {
        await fault(n);
        await hammers.more(25);
      }
    });
  const expectSound = (events: readonly LockEvent[]): void => {
    expect(checkHistory(events).slice(0, 5)).toEqual([]);
  };

  it('finds out a lock that does not hold', async () => {
    const broken = { ...usual(), keyPrefix: 'broken', locks: WRITERS, isBroken: true };
    await using processes = await Hammers.start({ ...broken, processes: 2 });
    const events = await processes.during(() => processes.more(25));
    expect(checkHistory(events)).not.toEqual([]);
  });

  it('is sound when nothing happens, in the order of coming', async () => {
    const events = await hammers.during(() => hammers.more(75));
    const of = (key: string): LockEvent[] => events.filter((event) => event.key === key);
    const orderWithinMs = AT_ONCE * slowestTrip(events);
    for (const key of ['one', 'other', 'readers'])
      expect(checkHistory(of(key), { isCalm: true, orderWithinMs }).slice(0, 5)).toEqual([]);
    expect(checkHistory(of('permits'), { isCalm: true })).toEqual([]);
  });

  it('is sound when processes are killed', async () => {
    await hammers.prepare(3);
    expectSound(await whenever(3, () => hammers.replaceOne()));
  });

  it('is sound when processes stop past their leases', async () => {
    const stop = async (): Promise<void> => {
      const goOn = hammers.stopOne();
      // What it held, the others have only when its leases are over.
      await hammers.more(25);
      goOn();
    };
    expectSound(await whenever(3, stop));
  });

  it('is sound when connections break, and scripts are forgotten', async () => {
    const interrupt = async (n: number): Promise<void> => {
      await client.call('CLIENT', 'KILL', 'TYPE', n % 2 ? 'normal' : 'pubsub', 'SKIPME', 'yes');
      await client.script('FLUSH');
    };
    expectSound(await whenever(4, interrupt));
  });

  it('is sound when replies are lost, late, or never come', async () => {
    const disturb = async (): Promise<void> => {
      proxy.loseReplies();
      await eventually('replies are lost', () => proxy.repliesLost > 3);
      proxy.heal();
      await hammers.more(10);
      proxy.delay(20 + Math.random() * 50);
      await hammers.more(3);
      proxy.heal();
      proxy.freeze();
      await eventually('all leases are over', async () => (await client.keys('sound:lock:*')).length === 0);
      proxy.heal();
    };
    expectSound(await whenever(3, disturb));
  });

  it('is sound when the server restarts on its data', async () => {
    expectSound(await whenever(3, () => server.restart()));
  });
});
