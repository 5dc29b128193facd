import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import { LockService, RedisUnavailableError } from 'nestjs-redis-serial';
import { eventually } from '../../support/eventually.js';
import { upTo } from '../../support/range.js';
import { RedisProxy } from '../../support/redis-proxy.js';
import { testApp } from '../../support/test-app.js';

const COMMAND_TIMEOUT = 1_000;

describe('what nobody uses', () => {
  let server: RedisServer;
  let proxy: RedisProxy;
  let client: Redis;
  let app: INestApplication | undefined;
  let monitor: Redis | undefined;
  beforeEach(async () => {
    server = await startRedisServer();
    proxy = await RedisProxy.before(server.url);
    client = new Redis(server.url);
  });
  afterEach(async () => {
    await app?.close();
    client.disconnect();
    monitor?.disconnect();
    await proxy.close();
    await server.stop();
  });

  const locksOn = async (connection: string | Redis): Promise<LockService> => {
    app = await testApp({ connection, commandTimeout: COMMAND_TIMEOUT, lock: { ttl: '10m' } });
    const locks = app.get(LockService);
    await locks.withLock('warm', () => undefined);
    return locks;
  };
  /** All that is asked of the server from now on, as text. */
  const watch = async (): Promise<readonly string[]> => {
    const seen: string[] = [];
    monitor = await client.monitor();
    monitor.on('monitor', (_time: string, args: string[]) => seen.push(args.join(' ')));
    return seen;
  };

  it('is given back though its release failed, when Redis can be written to again', async () => {
    const locks = await locksOn(server.url);
    const lock = await locks.acquire('a');
    const others = await Promise.all(upTo(3).map((n) => locks.acquire(`b-${n}`)));
    await client.config('SET', 'min-replicas-to-write', '1');
    await expect(lock.release()).rejects.toThrow('NOREPLICAS');
    await Promise.allSettled(others.map((other) => other.release()));
    await client.config('SET', 'min-replicas-to-write', '0');
    for (const key of ['a', 'b-1', 'b-2', 'b-3'])
      await eventually(`${key} is free`, async () => (await locks.inspect(key)) === null, 10_000);
  });

  it('is not asked for where nothing was sent', async () => {
    const locks = await locksOn(proxy.url);
    proxy.refuse();
    await Promise.allSettled(upTo(2).map(() => locks.acquire('warm')));
    const failed = await Promise.allSettled(upTo(50).map((n) => locks.acquire(`a-${n}`)));
    expect(failed.every(({ status }) => status === 'rejected')).toBe(true);
    const seen = await watch();
    proxy.heal();
    await eventually('Redis is back', () =>
      locks.tryAcquire('warm').then(
        async (lock) => await (lock?.release() ?? true),
        () => false,
      ),
    );
    expect(seen.some((line) => line.includes(':warm'))).toBe(true);
    expect(seen.filter((line) => /:a-\d/.test(line)).length).toBe(0);
  });

  it('is given back after an outage that lasted longer than its lease, by a client that sends again', async () => {
    const borrowed = new Redis(proxy.url, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
    borrowed.on('error', () => undefined);
    const locks = await locksOn(borrowed);
    const seen = await watch();
    proxy.halfOpen();
    await expect(locks.acquire('orphan', { ttl: 500 })).rejects.toThrow(RedisUnavailableError);
    // By now its lease would be over several times.
    for (const n of upTo(2)) await expect(locks.acquire(`x-${n}`, { ttl: 500 })).rejects.toThrow();
    proxy.cut();
    const token = (): string | undefined =>
      seen.map((line) => /orphan.* acquire (\S+) /.exec(line)?.[1]).find(Boolean);
    await eventually('the lock was taken for nobody', () => token() !== undefined);
    await eventually(
      'it was given back',
      () => seen.some((line) => line.includes(`release ${token() ?? ''} 0`)),
      10_000,
    );
    borrowed.disconnect();
  });
});
