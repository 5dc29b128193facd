import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { LockService, type Lock, type LockOptions } from 'nestjs-redis-serial';
import { eventually } from '../support/eventually.js';
import { LockProcess } from '../support/lock-process.js';
import { upTo } from '../support/range.js';
import { testApp } from '../support/test-app.js';
import { testRedis, type TestRedis } from '../support/test-redis.js';

const PATIENT = { wait: '20s' } as const;

describe('waiting for a lock', () => {
  let redis: TestRedis;
  let client: Redis;
  let apps: INestApplication[];
  let services: LockService[];
  let locks: LockService;
  let processes: LockProcess[];

  beforeAll(async () => {
    redis = await testRedis();
    client = new Redis(redis.url);
    const options = { connection: redis.url, keyPrefix: redis.keyPrefix };
    apps = await Promise.all(upTo(3).map(() => testApp(options)));
    services = apps.map((app) => app.get(LockService));
    locks = at(0);
  });
  beforeEach(() => {
    processes = [];
  });
  afterEach(async () => {
    await Promise.all(processes.map((process) => process.kill()));
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    client.disconnect();
    await redis.stop();
  });

  const at = (n: number): LockService => services[n % services.length] ?? locks;
  const startProcess = async (lock?: LockOptions): Promise<LockProcess> => {
    const process = await LockProcess.start({ ...redis, ...(lock && { lock }) });
    processes.push(process);
    return process;
  };
  const waiting = async (key: string, count: number, from = locks): Promise<void> => {
    await eventually(`${count} wait for ${key}`, async () => (await from.inspect(key))?.waiting === count);
  };
  const commands = async (): Promise<number> => {
    const stats = await client.info('commandstats');
    return [...stats.matchAll(/cmdstat_eval(?:sha)?:calls=(\d+)/g)].reduce(
      (sum, [, n]) => sum + Number(n),
      0,
    );
  };

  it('goes in the order of coming over all apps, whoever hands over', async () => {
    const held = await locks.acquire('order', PATIENT);
    const order: number[] = [];
    const all: Promise<void>[] = [];
    for (const n of upTo(12)) {
      // Two of one app after the other, so that some hand-overs stay within it.
      const waiter = at(Math.floor(n / 2)).acquire('order', PATIENT);
      all.push(
        waiter.then(async (lock) => {
          order.push(n);
          await pause(2);
          await lock.release();
        }),
      );
      await waiting('order', n);
    }
    await held.release();
    await Promise.all(all);
    expect(order).toEqual(upTo(12));
  });

  it('a lock that goes round within one app does not keep others waiting', async () => {
    const busy = new AbortController();
    const order: string[] = [];
    const workers = upTo(4).map(async () => {
      while (!busy.signal.aborted) {
        await locks.withLock('round', PATIENT, async () => {
          order.push('own');
          await pause(1);
        });
      }
    });
    await eventually('it goes round', () => order.length > 8);
    for (let n = 0; n < 3; n++) {
      const before = order.length;
      await using lock = await at(1).acquire('round', PATIENT);
      // The one who held it, and those four at most who stood there before.
      expect(order.length - before).toBeLessThanOrEqual(6);
      expect(lock.fence).toBeGreaterThan(0);
    }
    busy.abort();
    await Promise.all(workers);
  });

  it('costs one command for each hand-over within an app', async () => {
    const before = await commands();
    await Promise.all(upTo(40).map(() => locks.withLock('cheap', PATIENT, () => pause(2))));
    expect((await commands()) - before).toBeLessThanOrEqual(40 + 4);
  });

  it('a try does not go before those who wait', async () => {
    const held = await locks.acquire('try', PATIENT);
    const waiter = at(1).acquire('try', PATIENT);
    await waiting('try', 1);
    const [, tried] = await Promise.all([held.release(), locks.tryAcquire('try')]);
    const got = await waiter;
    if (tried) expect(tried.fence).toBeGreaterThan(got.fence);
    await got.release();
    await tried?.release();
  });

  it('one who gave up is passed over, first or not', async () => {
    const held = await locks.acquire('left', PATIENT);
    const controllers = upTo(4).map(() => new AbortController());
    const order: number[] = [];
    const ends = Promise.allSettled(
      controllers.map(async ({ signal }, n) => {
        const lock = await at(1 + (n % 2)).acquire('left', { ...PATIENT, signal });
        order.push(n);
        await lock.release();
      }),
    );
    await waiting('left', 4);
    controllers[0]?.abort(new Error('left'));
    controllers[3]?.abort(new Error('left'));
    await waiting('left', 2);
    await held.release();
    expect((await ends).map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'fulfilled',
      'rejected',
    ]);
    expect(order).toHaveLength(2);
    expect(await locks.inspect('left')).toBeNull();
  });

  it('a process that was killed while it waited is passed over at once', async () => {
    const held = await locks.acquire('killed', PATIENT);
    const process = await startProcess();
    process.acquire('killed', PATIENT).catch(() => undefined);
    await waiting('killed', 1);
    const next = at(1).acquire('killed', PATIENT);
    await waiting('killed', 2);
    await process.kill();
    const before = performance.now();
    await held.release();
    await (await next).release();
    // No claim had to run out: nobody heard the message to the dead.
    expect(performance.now() - before).toBeLessThan(250);
  });

  it('a process that was stopped while it waited keeps the others no longer than a claim, and gets it later', async () => {
    const held = await locks.acquire('stopped', PATIENT);
    const process = await startProcess();
    const stopped = process.acquire('stopped', PATIENT);
    await waiting('stopped', 1);
    const next = at(1).acquire('stopped', { ...PATIENT, ttl: '60s' });
    await waiting('stopped', 2);
    process.signal('SIGSTOP');
    await held.release();
    const got = await next;
    process.signal('SIGCONT');
    await pause(50);
    await got.release();
    const late = await stopped;
    expect(late.fence).toBeGreaterThan(got.fence);
    expect(await process.release(late)).toBe(true);
  });

  it('a holder that was stopped past its lease has lost it when it goes on, with the lower fence', async () => {
    const process = await startProcess();
    const late = await process.acquire('past', { ttl: 300 });
    process.signal('SIGSTOP');
    const got = await locks.acquire('past', { ...PATIENT, ttl: '60s' });
    process.signal('SIGCONT');
    expect(await process.hasLost(late)).toBe(true);
    expect(await process.release(late)).toBe(false);
    expect(late.fence).toBeLessThan(got.fence);
    expect(await got.release()).toBe(true);
  });

  it('a holder that was killed is followed when its lease ends', async () => {
    const process = await startProcess();
    await process.acquire('dead', { ttl: 400 });
    await process.kill();
    await using lock = await locks.acquire('dead', PATIENT);
    expect(lock.fence).toBeGreaterThan(0);
  });

  it.each([
    ['messages are lost with their connection', () => client.call('CLIENT', 'KILL', 'TYPE', 'pubsub')],
    ['all connections break', () => client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')],
    ['the scripts are forgotten', () => client.script('FLUSH')],
    ['the queue is lost', async () => client.del(...(await client.keys(`${redis.keyPrefix}:queue*`)))],
  ])('nobody is stuck when %s', async (_what, harm) => {
    const key = `harm ${_what}`;
    const held: Lock = await locks.acquire(key, { ttl: '60s' });
    const waiters = upTo(6).map(async (n) => {
      const lock = await at(n).acquire(key, PATIENT);
      await lock.release();
    });
    await waiting(key, 6);
    await harm();
    const before = performance.now();
    expect(await held.release()).toBe(true);
    await Promise.all(waiters);
    expect(performance.now() - before).toBeLessThan(2_000);
    await eventually('it is free', async () => (await locks.inspect(key)) === null);
  });

  it('waits through an outage of all connections', async () => {
    const held = await locks.acquire('outage', { ttl: '60s' });
    const waiters = upTo(2).map(async (n) => {
      const lock = await at(n).acquire('outage', PATIENT);
      await lock.release();
    });
    await waiting('outage', 2);
    await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await client.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    expect(await held.release()).toBe(true);
    await Promise.all(waiters);
  });
});
