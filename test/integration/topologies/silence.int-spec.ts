import { spawnSync } from 'node:child_process';
import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import { defineSeries, LockService, RedisUnavailableError, SerialService } from 'nestjs-redis-serial';
import { eventually } from '../../support/eventually.js';
import { upTo } from '../../support/range.js';
import { RedisProxy } from '../../support/redis-proxy.js';
import { testApp } from '../../support/test-app.js';

const Order = defineSeries({ name: 'order', pattern: '{seq:6}' });
const COMMAND_TIMEOUT = 500;
const SOON_MS = 15_000;

describe('connections that are there and carry nothing', () => {
  let server: RedisServer;
  let proxy: RedisProxy;
  let app: INestApplication;
  let borrowed: Redis | undefined;
  let tests = 0;
  beforeAll(async () => (server = await startRedisServer()));
  beforeEach(async () => (proxy = await RedisProxy.before(server.url)));
  afterEach(async () => {
    server.signal('SIGCONT');
    await app.close();
    borrowed?.disconnect();
    await proxy.close();
  });
  afterAll(() => server.stop());

  const start = async (own = true): Promise<{ serials: SerialService; locks: LockService }> => {
    // What docs/operations.md says that a client of the app's own should have.
    borrowed = own ? undefined : new Redis(proxy.url, { socketTimeout: COMMAND_TIMEOUT });
    borrowed?.on('error', () => undefined);
    app = await testApp({
      connection: borrowed ?? proxy.url,
      keyPrefix: `test-${++tests}`,
      commandTimeout: COMMAND_TIMEOUT,
    });
    return { serials: app.get(SerialService), locks: app.get(LockService) };
  };
  const works = (call: () => Promise<unknown>) => async (): Promise<boolean> => {
    try {
      await call();
      return true;
    } catch (error) {
      if (error instanceof RedisUnavailableError) return false;
      throw error;
    }
  };
  const bothWork = async (serials: SerialService, locks: LockService): Promise<void> => {
    await eventually(
      'numbers are given',
      works(() => serials.next(Order)),
      SOON_MS,
    );
    await eventually(
      'locks are given',
      works(() => locks.withLock('a', () => undefined)),
      SOON_MS,
    );
  };

  it.each([
    ['opened here', true],
    ['passed in', false],
  ])('are left for others, with a client that was %s', async (_, own) => {
    const { serials, locks } = await start(own);
    await serials.next(Order);
    await locks.withLock('a', () => undefined);
    expect(proxy.halfOpen()).toBeGreaterThan(0);
    await expect(serials.next(Order)).rejects.toThrow(RedisUnavailableError);
    await bothWork(serials, locks);
  });

  it.each(['commands', 'replies'] as const)(
    'work again when the %s pass again that were lost',
    async (way) => {
      const { serials, locks } = await start();
      await serials.next(Order);
      proxy.swallow(way);
      const calls = [serials.next(Order), locks.acquire('lost', { ttl: '10m' })];
      const outcomes = await Promise.allSettled(calls);
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      proxy.heal();
      await bothWork(serials, locks);
      // Nothing is left of what nobody heard of.
      await eventually('the lock is free', async () => (await locks.inspect('lost')) === null, SOON_MS);
    },
  );

  it('are noticed also where the server takes them and never says a word', async () => {
    proxy.freeze('replies');
    const { serials, locks } = await start();
    await expect(serials.next(Order)).rejects.toThrow('Redis is away');
    // Whoever connected while nothing came through is not waited for for ever.
    proxy.halfOpen();
    proxy.heal();
    await bothWork(serials, locks);
  });

  it('are not taken for silent where the process itself was stopped, and the answers lie in the socket', async () => {
    const { serials, locks } = await start();
    await serials.next(Order);
    // Not through the proxy, which is stopped too.
    const direct = await testApp({
      connection: server.url,
      keyPrefix: `test-${tests}`,
      commandTimeout: COMMAND_TIMEOUT,
    });
    await direct.get(SerialService).next(Order);
    const numbers = upTo(3).map(() => direct.get(SerialService).next(Order));
    const lock = direct.get(LockService).acquire('b');
    await new Promise((resolve) => setImmediate(resolve));
    spawnSync('sleep', [String((COMMAND_TIMEOUT / 1000) * 3)]);
    const outcomes = await Promise.allSettled([...numbers, lock]);
    expect(outcomes.map(({ status }) => status)).toEqual(Array(4).fill('fulfilled'));
    await bothWork(serials, locks);
    await direct.close();
  });
});
