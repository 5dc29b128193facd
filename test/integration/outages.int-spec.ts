import { inspect } from 'node:util';
import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import {
  defineSeries,
  type Duration,
  LockService,
  RedisUnavailableError,
  SerialService,
} from 'nestjs-redis-serial';
import { eventually } from '../support/eventually.js';
import { orderOf } from '../support/order-of.js';
import { upTo } from '../support/range.js';
import { testApp } from '../support/test-app.js';

const Order = defineSeries({ name: 'order', pattern: 'O{seq:6}' });
const COMMAND_TIMEOUT = 500;

describe('when Redis is away', () => {
  let server: RedisServer;
  let apps: INestApplication[];
  let keyPrefix: string;
  let tests = 0;

  // One server for all: a new series has to wait where a server has run for less than two seconds.
  beforeAll(async () => {
    server = await startRedisServer({ args: ['--appendonly', 'yes'] });
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    apps = [];
    keyPrefix = `test-${++tests}`;
  });
  afterEach(async () => {
    server.signal('SIGCONT');
    await Promise.all(apps.map((app) => app.close()));
    if (!server.running) await server.restart();
  });

  const start = async (
    connection: string | Redis = server.url,
    commandTimeout: Duration = COMMAND_TIMEOUT,
  ): Promise<INestApplication> => {
    const app = await testApp({ connection, keyPrefix, commandTimeout, series: [Order] });
    apps.push(app);
    return app;
  };
  const isUp = (serials: SerialService) => async (): Promise<boolean> => {
    try {
      await serials.peek(Order);
      return true;
    } catch (error) {
      if (error instanceof RedisUnavailableError) return false;
      throw error;
    }
  };

  it('fails within commandTimeout, and works again by itself when Redis is back', async () => {
    const app = await start();
    const serials = app.get(SerialService);
    expect(await serials.next(Order)).toBe('O000001');
    await server.kill();
    const later = (await start(server.url, '20s')).get(SerialService).next(Order);
    const order = orderOf({ later });
    await expect(serials.next(Order)).rejects.toThrow(RedisUnavailableError);
    await expect(app.get(LockService).acquire('k')).rejects.toMatchObject({ code: 'REDIS_UNAVAILABLE' });
    await expect(app.get(LockService).tryAcquire('k')).rejects.toThrow(RedisUnavailableError);
    // Who has more patience waits still, and is answered when Redis is back.
    expect(order).toEqual([]);
    await server.restart();
    // The server has lost all; who was given the first number is alive and says so: nothing is left out.
    expect(await later).toBe('O000002');
    await eventually('numbers are given again', isUp(serials));
    expect(await serials.next(Order)).toBe('O000003');
    expect(await app.get(LockService).withLock('k', () => 'locked')).toBe('locked');
  });

  it('starts without Redis and connects when it comes', async () => {
    await server.kill();
    const app = await start();
    const serials = app.get(SerialService);
    await expect(serials.next(Order)).rejects.toThrow(RedisUnavailableError);
    await server.restart();
    await eventually('numbers are given', isUp(serials));
    expect(await serials.next(Order)).toBe('O000001');
  });

  it('ends while Redis is away', async () => {
    const app = await start();
    expect(await app.get(SerialService).next(Order)).toBe('O000001');
    const lock = await app.get(LockService).acquire('k');
    await server.kill();
    await app.close();
    expect(lock.signal.aborted).toBe(true);
    const never = await start();
    await never.close();
  });

  it('sends nothing later that failed before: no number is taken by a call that gave up', async () => {
    const borrowed = new Redis(server.url, { retryStrategy: () => 50 });
    borrowed.on('error', () => undefined);
    for (const connection of [server.url, borrowed]) {
      const serials = (await start(connection)).get(SerialService);
      const { value } = await serials.peek(Order);
      await server.kill();
      await eventually('the connection is seen to be broken', async () => !(await isUp(serials)()));
      const failed = await Promise.allSettled(upTo(20).map(() => serials.next(Order)));
      expect(failed.every(({ status }) => status === 'rejected')).toBe(true);
      await server.restart();
      await eventually('numbers are given again', isUp(serials));
      expect(await serials.peek(Order)).toMatchObject({ value });
    }
    borrowed.disconnect();
  });

  it('gives up on a server that is there but does not answer, and goes on when it does', async () => {
    const serials = (await start()).get(SerialService);
    await serials.next(Order);
    server.signal('SIGSTOP');
    await expect(serials.next(Order)).rejects.toThrow(RedisUnavailableError);
    server.signal('SIGCONT');
    await eventually('numbers are given again', isUp(serials));
    const next = await serials.next(Order);
    expect(serials.parse(Order, next).value).toBeGreaterThanOrEqual(2);
  });

  it('leaves no lock behind whose taker never heard of it', async () => {
    const client = new Redis(server.url, { retryStrategy: () => 20 });
    client.on('error', () => undefined);
    const locks = (await start(client)).get(LockService);
    await locks.withLock('warm', () => undefined);
    server.signal('SIGSTOP');
    const taking = expect(locks.acquire('orphan', { ttl: '60s' })).rejects;
    await taking.toThrow(RedisUnavailableError);
    server.signal('SIGCONT');
    await eventually('the server has worked off what it was sent', isUp((await start()).get(SerialService)));
    await eventually('the lock is free', async () => (await locks.inspect('orphan')) === null);
    client.disconnect();
  });

  it('runs scripts again after SCRIPT FLUSH', async () => {
    const app = await start();
    const client = new Redis(server.url);
    await app.get(SerialService).next(Order);
    await client.script('FLUSH');
    expect(await app.get(SerialService).next(Order)).toBe('O000002');
    client.disconnect();
  });

  it('says why when Redis is there but cannot work', async () => {
    const serials = (await start()).get(SerialService);
    await serials.next(Order);
    const client = new Redis(server.url);
    await client.config('SET', 'maxmemory', '1');
    await expect(serials.next(Order)).rejects.toMatchObject({
      code: 'REDIS_UNAVAILABLE',
      message: expect.stringContaining('OOM') as string,
      cause: expect.any(Error) as Error,
    });
    await client.config('SET', 'maxmemory', '0');
    expect(await serials.next(Order)).toBe('O000002');
    client.disconnect();
  });

  it('says why it can not connect, and shows no password', async () => {
    const client = new Redis(server.url);
    await client.config('SET', 'requirepass', 's3cret');
    const url = server.url.replace('redis://', 'redis://:wr0ng@');
    const serials = (await start(url)).get(SerialService);
    const refusal = await serials.next(Order).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: 'REDIS_UNAVAILABLE',
      key: expect.stringContaining('order') as string,
      message: expect.stringMatching(/WRONGPASS|NOAUTH/) as string,
      cause: expect.any(Error) as Error,
    });
    expect(inspect(refusal, { depth: 10 })).not.toContain('wr0ng');
    await client.config('SET', 'requirepass', '');
    client.disconnect();
  });

  it('ends soon while the server does not answer', async () => {
    const [app, other] = [await start(server.url, '8s'), await start(server.url, '8s')];
    for (const each of [other, app]) await each.get(SerialService).next(Order);
    server.signal('SIGSTOP');
    const order = orderOf({ other: other.get(SerialService).next(Order) });
    const waiting = Promise.allSettled([app.get(SerialService).next(Order)]);
    await app.close();
    expect((await waiting)[0].status).toBe('rejected');
    await expect(app.get(SerialService).next(Order)).rejects.toThrow('closed');
    // Nobody waited for commandTimeout: a call of another app that came before waits still.
    expect(order).toEqual([]);
  });
});
