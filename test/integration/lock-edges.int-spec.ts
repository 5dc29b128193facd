import { once } from 'node:events';
import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import { LockLostError, LockService, RedisUnavailableError } from 'nestjs-redis-serial';
import { RedisProxy } from '../support/redis-proxy.js';
import { eventually } from '../support/eventually.js';
import { upTo } from '../support/range.js';
import { testApp } from '../support/test-app.js';

describe('locks where things meet', () => {
  let server: RedisServer;
  let proxy: RedisProxy;
  let client: Redis;
  let apps: INestApplication[];
  let locks: LockService;
  let elsewhere: LockService;

  let keyPrefix: string;
  let tests = 0;

  beforeAll(async () => {
    server = await startRedisServer();
    proxy = await RedisProxy.before(server.url);
    client = new Redis(server.url);
  });
  afterAll(async () => {
    client.disconnect();
    await proxy.close();
    await server.stop();
  });
  beforeEach(async () => {
    keyPrefix = `test-${++tests}`;
    const options = { keyPrefix, commandTimeout: 1_000, doctor: 'off' } as const;
    apps = await Promise.all([
      testApp({ ...options, connection: proxy.url }),
      testApp({ ...options, connection: server.url }),
    ]);
    [locks, elsewhere] = apps.map((app) => app.get(LockService)) as [LockService, LockService];
    for (const each of [locks, elsewhere]) await each.withLock('warm', () => undefined);
  });
  afterEach(async () => {
    proxy.heal();
    await Promise.all(apps.map((app) => app.close()));
  });

  const keyOf = async (name: string): Promise<string> => {
    const [key = ''] = await client.keys(`${keyPrefix}:lock:*:${name}`);
    return key;
  };

  const waiting = async (key: string, count: number, as: LockService): Promise<void> => {
    await eventually(`${count} wait for ${key}`, async () => (await as.inspect(key))?.waiting === count);
  };

  it('who was handed a lock that Redis never heard of is told, before somebody else has it', async () => {
    const options = { ttl: '30s', wait: '60s' } as const;
    const first = await locks.acquire('k', options);
    const next = [locks.acquire('k', options), locks.acquire('k', options)] as const;
    await waiting('k', 2, elsewhere);
    await first.release();
    const second = await next[0];
    await waiting('k', 1, elsewhere);
    // On the connection of the question: with this answer that one has come too.
    await waiting('k', 1, locks);
    proxy.freeze();
    const released = second.release().catch((error: unknown) => error);
    const third = await next[1];
    expect(await released).toBeInstanceOf(RedisUnavailableError);
    proxy.heal();
    const other = await elsewhere.acquire('k', { wait: '40s' });
    expect(third.signal.aborted).toBe(true);
    expect(other.fence).toBeGreaterThan(third.fence);
  });

  it('a lease that is shortened is no longer trusted for longer, whether or not an answer comes', async () => {
    const lock = await locks.acquire('k', { ttl: '60s', renew: false });
    proxy.loseReplies();
    await expect(lock.extend(300)).rejects.toThrow(RedisUnavailableError);
    proxy.heal();
    await elsewhere.acquire('k', { wait: '20s' });
    expect(lock.signal.aborted).toBe(true);
  });

  it('another process can lengthen a lease and not shorten it, this one can do both', async () => {
    const lock = await locks.acquire('k', { ttl: '60s', renew: false });
    expect(await elsewhere.extend('k', lock.token, 200)).toBe(true);
    expect(await client.pttl(await keyOf('k'))).toBeGreaterThan(50_000);
    expect(await elsewhere.extend('k', lock.token, '5m')).toBe(true);
    expect(await client.pttl(await keyOf('k'))).toBeGreaterThan(200_000);
    expect(await locks.extend('k', lock.token, 300)).toBe(true);
    await elsewhere.acquire('k', { wait: '20s' });
    expect(lock.signal.aborted).toBe(true);
    expect(await locks.extend('k', lock.token)).toBe(false);
  });

  it('giving a lock back twice does not give back what was entered again', async () => {
    await locks.withLock('k', { reentrant: true }, async (outer) => {
      const inner = await locks.acquire('k', { reentrant: true });
      expect(await outer.release()).toBe(true);
      expect(await outer.release()).toBe(false);
      expect(await elsewhere.tryAcquire('k')).toBeNull();
      expect(await inner.release()).toBe(true);
      expect(await elsewhere.tryAcquire('k')).not.toBeNull();
    });
  });

  it('who comes after several keys were held has a higher fence, on each of them', async () => {
    for (const n of upTo(10)) {
      const before = await locks.acquire(`a${n}`);
      const several = locks.acquire([`a${n}`, `b${n}`]);
      const after = locks.acquire(`a${n}`);
      await before.release();
      const both = await several;
      await both.release();
      const next = await after;
      expect(next.fence).toBeGreaterThan(both.fence);
      await next.release();
    }
  });

  it('whoever stands behind one that gave up at once has the lock', async () => {
    const turn = (): Promise<void> =>
      new Promise((resolve) => {
        process.nextTick(resolve);
      });
    for (const [index, wait] of [
      () => Promise.resolve(),
      turn,
      async () => (await turn(), turn()),
    ].entries()) {
      const giving = new AbortController();
      const first = locks.acquire(`k${index}`, { signal: giving.signal });
      const second = locks.acquire(`k${index}`, { wait: '10s' });
      await wait();
      giving.abort();
      // It may have had it before.
      void first.then((lock) => lock.release()).catch(() => undefined);
      await (await second).release();
    }
  });

  it('an answer that comes later than the lease lasts is an error, and nothing stays taken', async () => {
    proxy.delay(100);
    await expect(locks.tryAcquire('k', { ttl: 50 })).rejects.toThrow('choose a longer ttl');
    await expect(locks.acquire('k', { ttl: 50, wait: 400 })).rejects.toThrow('choose a longer ttl');
    proxy.heal();
    await eventually('it is free', async () => (await keyOf('k')) === '');
  });

  it('what was lost and is given back late does not hide who holds it now', async () => {
    const lost = await locks.acquire('k', { ttl: 100, renew: false });
    await eventually('it is lost', () => lost.signal.aborted);
    const lock = await locks.acquire('k', { ttl: '30s' });
    expect(await lost.release()).toBe(false);
    await apps[0]?.close();
    expect(lock.signal.aborted).toBe(true);
    expect(await keyOf('k')).toBe('');
  });

  it('a lock whose release failed ends with its lease', async () => {
    const lock = await locks.acquire('k', { ttl: '1s' });
    const { signal } = lock;
    const aborted = once(signal, 'abort');
    proxy.freeze();
    await expect(lock.release()).rejects.toThrow(RedisUnavailableError);
    await aborted;
    expect(signal.reason).toBeInstanceOf(LockLostError);
    expect(signal.reason).toMatchObject({ reason: 'its lease ran out' });
  });

  it.each([
    ['a hash', (key: string) => client.hset(key, 'a', '1')],
    ['a text', (key: string) => client.set(key, 'of another program')],
    ['a list', (key: string) => client.rpush(key, '1')],
  ])('%s of another program under the key is left alone', async (_, write) => {
    await locks.withLock('k', async () => {
      const key = await keyOf('k');
      await client.del(key);
      await write(key);
      const before = await client.dump(key);
      await expect(elsewhere.acquire('k')).rejects.toMatchObject({ code: 'OPTIONS' });
      await expect(elsewhere.acquire('k', { mode: 'read' })).rejects.toMatchObject({ code: 'OPTIONS' });
      expect(await elsewhere.forceRelease('k')).toBe(false);
      expect(await client.dump(key)).toEqual(before);
    });
  });
});
