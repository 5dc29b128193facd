import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import { LockService } from 'nestjs-redis-serial';
import { URL } from 'node:url';
import { eventually } from '../../support/eventually.js';
import { RedisProxy } from '../../support/redis-proxy.js';
import { testApp } from '../../support/test-app.js';

const SOON_MS = 20_000;

describe('a process that hears no messages', () => {
  let server: RedisServer;
  let proxy: RedisProxy;
  let client: Redis;
  const apps: INestApplication[] = [];
  beforeEach(async () => {
    server = await startRedisServer();
    proxy = await RedisProxy.before(server.url);
    client = new Redis(server.url);
  });
  afterEach(async () => {
    await Promise.all(apps.splice(0).map((app) => app.close()));
    client.disconnect();
    await proxy.close();
    await server.stop();
  });

  const locksOf = async (url: string): Promise<LockService> => {
    const app = await testApp({ connection: url });
    apps.push(app);
    return app.get(LockService);
  };
  const channels = async (of = client): Promise<unknown[]> => await of.pubsub('CHANNELS', 'serial:wake:*');

  /** How often each of two gets a lock that both always want, while the first one gets it so often. */
  const turns = async (first: LockService, second: LockService, times: number): Promise<[number, number]> => {
    const counts: [number, number] = [0, 0];
    const isOver = (): boolean => counts[0] >= times;
    const work = async (locks: LockService, index: 0 | 1): Promise<void> => {
      while (!isOver()) {
        await locks.withLock('wanted', { wait: '60s' }, () => client.ping());
        counts[index]++;
      }
    };
    await Promise.all([0, 0, 0].map(() => work(first, 0)).concat(work(second, 1)));
    return counts;
  };

  it('gets its turn among those that do, where it has no right to subscribe', async () => {
    await client.call('ACL', 'SETUSER', 'deaf', 'on', '>secret', '~*', '&*', '+@all', '-subscribe');
    const url = new URL(server.url);
    url.username = 'deaf';
    url.password = 'secret';
    const [, deaf] = await turns(await locksOf(server.url), await locksOf(url.href), 100);
    expect(deaf).toBeGreaterThan(10);
  });

  it('is told again soon after its subscription went silent, and its waiters get their locks meanwhile', async () => {
    const [hearing, deaf] = [await locksOf(server.url), await locksOf(proxy.url)];
    await turns(hearing, deaf, 10);
    await eventually('both listen', async () => (await channels()).length === 2);
    expect(proxy.halfOpen('subscriptions')).toBe(1);
    const [, got] = await turns(hearing, deaf, 10);
    expect(got).toBeGreaterThan(0);
    await eventually('it has subscribed anew', () => proxy.liveSubscriptions === 1, SOON_MS);
  });

  it('is told again when its subscription was left behind on a server that is not the primary any more', async () => {
    const next = await startRedisServer();
    const onNext = new Redis(next.url);
    const locks = await locksOf(proxy.url);
    const held = await locks.acquire('wanted');
    const waiting = Promise.allSettled([locks.acquire('wanted', { wait: '60s' })]);
    await eventually('it listens', async () => (await channels()).length === 1);
    proxy.redirect(next.url);
    proxy.halfOpen('commands');
    await eventually('it listens at the new one', async () => (await channels(onNext)).length === 1, SOON_MS);
    await Promise.allSettled([held.release()]);
    await waiting;
    onNext.disconnect();
    await apps.pop()?.close();
    await next.stop();
  });

  it('listens as soon as it gets the right to', async () => {
    await client.call('ACL', 'SETUSER', 'deaf', 'on', '>secret', '~*', '&*', '+@all', '-subscribe');
    const url = new URL(server.url);
    url.username = 'deaf';
    url.password = 'secret';
    const locks = await locksOf(url.href);
    const held = await locks.acquire('wanted');
    const waiting = locks.acquire('wanted');
    await held.release();
    await (await waiting).release();
    await client.call('ACL', 'SETUSER', 'deaf', '+subscribe');
    await eventually('it listens', async () => (await channels()).length === 1, SOON_MS);
  });
});
