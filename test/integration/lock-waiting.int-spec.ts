import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { LockService, type Lock, type LockOptions } from 'nestjs-redis-serial';
import { eventually } from '../support/eventually.js';
import { Gate } from '../support/gate.js';
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
  /** Holds no lock and waits for none: it sees what Redis knows, and no more. */
  let observer: LockService;
  let processes: LockProcess[];

  beforeAll(async () => {
    redis = await testRedis();
    client = new Redis(redis.url);
    const options = { connection: redis.url, keyPrefix: redis.keyPrefix };
    apps = await Promise.all(upTo(4).map(() => testApp(options)));
    services = apps.map((app) => app.get(LockService));
    [observer, ...services] = services as [LockService, ...LockService[]];
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
  /** Resolves when Redis knows that so many wait. */
  const waiting = async (key: string, count: number): Promise<void> => {
    await eventually(
      `${count} wait for ${key}`,
      async () => (await observer.inspect(key))?.waiting === count,
    );
  };
  const listening = async (): Promise<number> =>
    ((await client.pubsub('CHANNELS', `${redis.keyPrefix}*`)) as string[]).length;
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
    for (const n of upTo(7)) {
      // Two of one app after the other, so that some hand-overs stay within it.
      const waiter = at(Math.floor(n / 2)).acquire('order', PATIENT);
      all.push(
        waiter.then(async (lock) => {
          order.push(n);
          await client.ping();
          await lock.release();
        }),
      );
      await waiting('order', n);
    }
    await held.release();
    await Promise.all(all);
    expect(order).toEqual(upTo(7));
  });

  it('a lock that goes round within one app does not keep others waiting', async () => {
    const busy = new AbortController();
    let rounds = 0;
    let hold = Promise.resolve();
    const workers = upTo(4).map(async () => {
      while (!busy.signal.aborted) {
        await locks.withLock('round', PATIENT, async () => {
          rounds++;
          await hold;
          // Who joins meanwhile has been there for so long that the lock may be handed on without a question.
          for (let trips = 0; trips < 20; trips++) await client.ping();
        });
      }
    });
    for (let n = 0; n < 3; n++) {
      const before = rounds;
      await eventually('it goes round', () => rounds > before + 8);
      const gate = new Gate();
      hold = gate.passed;
      await waiting('round', 3);
      const other = at(1).acquire('round', PATIENT);
      await waiting('round', 4);
      const held = rounds;
      hold = Promise.resolve();
      gate.open();
      await using lock = await other;
      // Only those three who stood there before went first.
      expect(rounds - held).toBe(3);
      expect(lock.fence).toBeGreaterThan(0);
    }
    busy.abort();
    await Promise.all(workers);
  });

  it('costs one command for each hand-over within an app, not two', async () => {
    const before = await commands();
    await Promise.all(upTo(100).map(() => locks.withLock('cheap', PATIENT, () => undefined)));
    // Who waits for long looks now and then by itself.
    expect((await commands()) - before).toBeLessThan(150);
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
    const before = await listening();
    await process.kill();
    await eventually('Redis knows that it is gone', async () => (await listening()) < before);
    await held.release();
    // It was let in by the release: no claim had to run out, for nobody heard the message to the dead.
    expect(await observer.inspect('killed')).toMatchObject({ waiting: 0 });
    await (await next).release();
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
    expect(await held.release()).toBe(true);
    // Who is stuck fails when its wait is over.
    await Promise.all(waiters);
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
