import { Injectable, type INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import { LockService, RedisUnavailableError, WithLock } from 'nestjs-redis-serial';
import { eventually } from '../support/eventually.js';
import { orderOf } from '../support/order-of.js';
import { testApp } from '../support/test-app.js';

@Injectable()
class Payments {
  @WithLock('pay:{0}')
  pay(order: string): Promise<string> {
    return Promise.resolve(`paid ${order}`);
  }
}

describe('locks while the app shuts down', () => {
  let server: RedisServer;
  let client: Redis;
  let app: INestApplication;
  let other: INestApplication | undefined;
  let locks: LockService;

  beforeEach(async () => {
    server = await startRedisServer();
    client = new Redis(server.url);
    const factory = { provide: 'payments', useFactory: () => new Payments() };
    const options = { connection: client, commandTimeout: '8s' };
    app = await testApp(options, { providers: [Payments, factory] });
    locks = app.get(LockService);
  });
  afterEach(async () => {
    server.signal('SIGCONT');
    await other?.close();
    other = undefined;
    client.disconnect();
    await server.stop();
  });

  it('requests under way still get free ones, but wait for none', async () => {
    const held = await locks.acquire('busy');
    const waiting = locks.acquire('busy');
    await eventually('somebody waits', async () => (await locks.inspect('busy'))?.waiting === 1);
    locks.close();
    await expect(waiting).rejects.toThrow(RedisUnavailableError);
    expect(await locks.tryAcquire('busy')).toBeNull();
    expect(await app.get(Payments).pay('A7')).toBe('paid A7');
    await held.release();
    await app.close();
  });

  it('none is taken when all have been given back, also by a call that was under way', async () => {
    await locks.acquire('held', { ttl: '60s' });
    const late = Promise.allSettled([locks.acquire('late', { ttl: '60s' }), locks.tryAcquire('later')]);
    await app.close();
    expect((await late).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(locks.acquire('after')).rejects.toThrow(RedisUnavailableError);
    expect(await client.keys('serial:lock:*')).toEqual([]);
  });

  it('the app does not wait long for a Redis that is away', async () => {
    await locks.acquire('held', { ttl: '60s' });
    other = await testApp({ connection: server.url, commandTimeout: '8s' });
    await other.get(LockService).withLock('warm', () => undefined);
    server.signal('SIGSTOP');
    const order = orderOf({ other: other.get(LockService).acquire('k') });
    await app.close();
    // Nobody waited for commandTimeout: a call of another app that came before waits still.
    expect(order).toEqual([]);
  });

  it('objects of a factory have their locks too', async () => {
    expect(await app.get<Payments>('payments').pay('B8')).toBe('paid B8');
    await app.close();
  });
});
