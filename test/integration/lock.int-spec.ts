import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import {
  currentLock,
  LockKeyError,
  LockLostError,
  LockService,
  LockTimeoutError,
  OptionsError,
  WithLock,
  LockKey,
} from 'nestjs-redis-serial';
import { eventually } from '../support/eventually.js';
import { upTo } from '../support/range.js';
import { orderOf } from '../support/order-of.js';
import { testApp } from '../support/test-app.js';
import { testRedis, type TestRedis } from '../support/test-redis.js';

describe('LockService', () => {
  let redis: TestRedis;
  let client: Redis;
  let apps: INestApplication[];
  let locks: LockService;
  let elsewhere: LockService;

  beforeAll(async () => {
    redis = await testRedis();
    client = new Redis(redis.url);
    const options = { connection: redis.url, keyPrefix: redis.keyPrefix };
    apps = await Promise.all([testApp(options), testApp(options)]);
    [locks, elsewhere] = apps.map((app) => app.get(LockService)) as [LockService, LockService];
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    client.disconnect();
    await redis.stop();
  });

  const keyOf = async (lock: string): Promise<string> => {
    const keys = await client.keys(`${redis.keyPrefix}:lock:*:${lock}`);
    expect(keys).toHaveLength(1);
    return keys[0] ?? '';
  };

  it('lets one in at a time, over several apps, with rising fences', async () => {
    let inside = 0;
    let most = 0;
    const fences: number[] = [];
    await Promise.all(
      upTo(40).map((n) =>
        (n % 2 ? locks : elsewhere).withLock('one', { wait: '60s' }, async ({ fence }) => {
          most = Math.max(most, ++inside);
          fences.push(fence);
          // Whoever could come in does so in the time that Redis takes to answer.
          await client.ping();
          inside--;
        }),
      ),
    );
    expect(most).toBe(1);
    expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b));
    expect(fences).toHaveLength(40);
  });

  it('answers what the work answers and passes its error through, giving the lock back either way', async () => {
    const failure = new Error('the work failed');
    expect(await locks.withLock('work', () => 'done')).toBe('done');
    expect(await locks.inspect('work')).toBeNull();
    await expect(
      locks.withLock('work', async () => {
        await turn();
        throw failure;
      }),
    ).rejects.toBe(failure);
    await expect(
      locks.withLock('work', () => {
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(await locks.inspect('work')).toBeNull();
  });

  it('refuses a busy lock: at once, or after the wait', async () => {
    await using held = await locks.acquire('busy');
    expect(await elsewhere.tryAcquire('busy')).toBeNull();
    const refused = expect(elsewhere.acquire('busy', { wait: 50 })).rejects;
    await refused.toThrow(LockTimeoutError);
    await expect(elsewhere.acquire('busy', { wait: 0 })).rejects.toMatchObject({
      code: 'LOCK_TIMEOUT',
      key: 'busy',
    });
    expect(held.signal.aborted).toBe(false);
  });

  it('gives back once, only what its token holds, from anywhere', async () => {
    const lock = await locks.acquire('back');
    expect(await elsewhere.release('back', 'another token')).toBe(false);
    expect(await elsewhere.release('back', lock.token)).toBe(true);
    const next = await elsewhere.acquire('back');
    expect(await lock.release()).toBe(false);
    expect((await locks.inspect('back'))?.holders[0]?.token).toBe(next.token);
    expect(await Promise.all([next.release(), next.release()])).toEqual([true, false]);
    expect(await next.release()).toBe(false);
  });

  it('gives the lock back at the end of an await using block', async () => {
    {
      await using lock = await locks.acquire('using');
      expect((await locks.inspect('using'))?.holders[0]?.token).toBe(lock.token);
    }
    expect(await locks.inspect('using')).toBeNull();
  });

  it('shows who holds a lock and how many wait', async () => {
    const before = Date.now();
    await using lock = await locks.acquire('seen', { ttl: '5s' });
    const waiting = elsewhere.acquire('seen');
    await eventually('one waits', async () => (await locks.inspect('seen'))?.waiting === 1);
    const state = await locks.inspect('seen');
    expect(state).toMatchObject({ mode: 'write', waiting: 1 });
    expect(state?.holders).toHaveLength(1);
    const [holder] = state?.holders ?? [];
    expect(holder).toMatchObject({ token: lock.token, fence: lock.fence });
    expect(holder?.owner).toContain(`:${process.pid}`);
    expect(holder?.expiresIn).toBeGreaterThan(0);
    expect(holder?.expiresIn).toBeLessThanOrEqual(5_000);
    expect(Math.abs((holder?.acquiredAt ?? 0) - before)).toBeLessThan(60_000);
    await lock.release();
    await (await waiting).release();
    expect(await locks.inspect('seen')).toBeNull();
  });

  it('renews the lease while the lock is held', async () => {
    const lease = { ttl: 1_200 };
    const lock = await locks.acquire('renewed', lease);
    const first = lock.expiresAt;
    await elsewhere.acquire('not renewed', { ...lease, renew: false });
    await eventually('a lease of the same length is over', async () => {
      return (await elsewhere.inspect('not renewed')) === null;
    });
    expect(lock.signal.aborted).toBe(false);
    expect(lock.expiresAt).toBeGreaterThan(first);
    expect(await elsewhere.tryAcquire('renewed')).toBeNull();
    expect(await lock.release()).toBe(true);
  });

  it('lets the lease run out without renewal, telling the holder before another can hold it', async () => {
    const lock = await locks.acquire('lease', { ttl: 150, renew: false });
    const taking = elsewhere.acquire('lease', { wait: '20s' });
    const order = orderOf({ lost: once(lock.signal, 'abort'), taken: taking });
    const next = await taking;
    expect(order).toEqual(['lost', 'taken']);
    expect(lock.signal.reason).toBeInstanceOf(LockLostError);
    expect(next.fence).toBeGreaterThan(lock.fence);
    expect(await lock.release()).toBe(false);
    await expect(lock.extend()).rejects.toThrow(LockLostError);
    expect(await next.release()).toBe(true);
  });

  it('tells the holder at once when its code comes back after the lease, before any timer ran', async () => {
    const lock = await locks.acquire('stalled', { ttl: 50 });
    // A stalled process: no timer, no reply gets through. The date has whole milliseconds only.
    while (Date.now() <= lock.expiresAt + 1);
    expect(lock.signal.aborted).toBe(true);
    await expect(lock.extend()).rejects.toThrow(LockLostError);
  });

  it('extends a lease, also from another process', async () => {
    const lock = await locks.acquire('longer', { ttl: '10s', renew: false });
    await lock.extend('1h');
    expect(lock.expiresAt - Date.now()).toBeGreaterThan(3_000_000);
    expect(await elsewhere.extend('longer', lock.token, '2h')).toBe(true);
    expect((await locks.inspect('longer'))?.holders[0]?.expiresIn).toBeGreaterThan(7_000_000);
    expect(await elsewhere.extend('longer', 'another token')).toBe(false);
    expect(await lock.release()).toBe(true);
    await expect(lock.extend()).rejects.toThrow(LockLostError);
  });

  it('can be taken off its holder, who hears of it at the next renewal', async () => {
    const lock = await locks.acquire('forced', { ttl: 150 });
    const lost = new Promise((resolve) => {
      lock.signal.addEventListener('abort', resolve);
    });
    expect(await elsewhere.forceRelease('forced')).toBe(true);
    expect(await elsewhere.forceRelease('forced')).toBe(false);
    await lost;
    expect(lock.signal.reason).toMatchObject({ code: 'LOCK_LOST', key: 'forced' });
    expect(await lock.release()).toBe(false);
  });

  it('keeps fences rising after the lock was given back, ran out, or Redis forgot it', async () => {
    const fences: number[] = [];
    const fenceOf = async (ttl: number): Promise<void> => {
      const lock = await locks.acquire('fence', { ttl, renew: false });
      fences.push(lock.fence);
    };
    await fenceOf(20);
    await fenceOf(10_000);
    await locks.forceRelease('fence');
    await fenceOf(10_000);
    await client.del(await keyOf('fence'));
    await fenceOf(10_000);
    expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b));
    expect(fences.every((fence) => Number.isSafeInteger(fence))).toBe(true);
  });

  it('gives up waiting when the signal aborts, with its reason, and leaves nothing behind', async () => {
    await using held = await locks.acquire('abandoned');
    const controller = new AbortController();
    const waiting = elsewhere.acquire('abandoned', { wait: Infinity, signal: controller.signal });
    await eventually('one waits', async () => (await locks.inspect('abandoned'))?.waiting === 1);
    controller.abort(new Error('the user left'));
    await expect(waiting).rejects.toThrow('the user left');
    await eventually('nobody waits', async () => (await locks.inspect('abandoned'))?.waiting === 0);
    expect((await locks.inspect('abandoned'))?.holders[0]?.token).toBe(held.token);
    await expect(elsewhere.acquire('free', { signal: controller.signal })).rejects.toThrow('the user left');
    expect(await locks.inspect('free')).toBeNull();
  });

  it('knows the lock of the async context', async () => {
    expect(currentLock()).toBeUndefined();
    await locks.withLock('outer', async (outer) => {
      await turn();
      expect(currentLock()).toBe(outer);
      await locks.withLock('inner', (inner) => {
        expect(currentLock()).toBe(inner);
      });
      expect(currentLock()).toBe(outer);
    });
  });

  it.each([
    ['', LockKeyError],
    ['x'.repeat(1_025), LockKeyError],
    [undefined, LockKeyError],
    [7, LockKeyError],
    [{}, LockKeyError],
    [['a', ''], LockKeyError],
    [[], LockKeyError],
  ])('refuses %p as a key', async (key, error) => {
    await expect(locks.acquire(key as string)).rejects.toThrow(error);
    await expect(locks.inspect(key as string)).rejects.toThrow(error);
  });

  it.each([
    [{ ttl: -1 }, 'options.ttl'],
    [{ ttl: 0 }, 'options.ttl'],
    [{ ttl: 'soon' }, 'options.ttl'],
    [{ wait: -1 }, 'options.wait'],
    [{ renew: 'yes' }, 'options.renew'],
    [{ permits: 0 }, 'options.permits: expected a whole number'],
    [{ permits: 2, mode: 'read' }, 'options.permits: any number of readers can share'],
    [{ mode: 'both' }, 'options.mode: expected one of'],
    [{ maxHold: 5 }, 'options.maxHold: expected a duration'],
    [{ permit: 3 }, 'options.permit: there is no such option'],
  ])('refuses %j, taking nothing', async (options, message) => {
    await expect(locks.acquire('options', options as object)).rejects.toThrow(OptionsError);
    await expect(locks.acquire('options', options as object)).rejects.toThrow(message);
    expect(await locks.inspect('options')).toBeNull();
  });

  it('says so when another program keeps something else under the key', async () => {
    const lock = await locks.acquire('taken');
    const key = await keyOf('taken');
    await lock.release();
    await client.set(key, 'x');
    await expect(locks.acquire('taken')).rejects.toMatchObject({ code: 'OPTIONS', path: 'keyPrefix' });
    await expect(locks.inspect('taken')).rejects.toMatchObject({ code: 'OPTIONS' });
  });

  it('takes the default for what is undefined, and refuses what is no option', async () => {
    const patient = await testApp({
      connection: redis.url,
      keyPrefix: redis.keyPrefix,
      lock: { ttl: '60s' },
    });
    const lock = await patient.get(LockService).acquire('defaults', { ttl: undefined, wait: undefined });
    expect(lock.expiresAt - Date.now()).toBeGreaterThan(50_000);
    await patient.close();
    const wrongs: [unknown, string][] = [
      [null, 'options'],
      [5, 'options'],
      [{ signal: 'x' }, 'options.signal'],
      [{ tll: 5 }, 'options.tll'],
    ];
    for (const [options, path] of wrongs) {
      await expect(locks.acquire('wrong', options as never)).rejects.toMatchObject({ code: 'OPTIONS', path });
    }
    expect(() => WithLock('a', { tll: 5 } as never)).toThrow('options.tll');
    expect(() => LockKey('a', { tll: 5 } as never)).toThrow('options.tll');
  });
});
