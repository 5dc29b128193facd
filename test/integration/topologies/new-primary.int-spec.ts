import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { defineSeries, LockService, SerialService } from 'nestjs-redis-serial';
import { eventually } from '../../support/eventually.js';
import { testApp } from '../../support/test-app.js';
import { ReplicatedRedis } from '../../support/topology/replicated-redis.js';

const Order = defineSeries({ name: 'order', pattern: '{seq:6}' });
const SOON_MS = 10_000;

// What docs/operations.md says that a client of the app's own should have.
const passedIn = (url: string): Redis =>
  new Redis(url, { reconnectOnError: (error) => error.message.includes('READONLY') });

describe('an endpoint that leads to the new primary, while the open connection stays with the old one', () => {
  let redis: ReplicatedRedis;
  let app: INestApplication;
  let borrowed: Redis | undefined;
  beforeEach(async () => (redis = await ReplicatedRedis.start()));
  afterEach(async () => {
    await app.close();
    borrowed?.disconnect();
    await redis.stop();
  });

  const start = async (own: boolean): Promise<INestApplication> => {
    borrowed = own ? undefined : passedIn(redis.url);
    app = await testApp({ connection: borrowed ?? redis.url });
    return app;
  };

  it.each([
    ['opened here', true],
    ['passed in', false],
  ])('gives numbers again, with a client that was %s', async (_, own) => {
    const serials = (await start(own)).get(SerialService);
    expect(await serials.next(Order)).toBe('000001');
    await redis.failOverBehindOpenConnections();
    const works = (): Promise<boolean> =>
      serials.next(Order).then(
        () => true,
        () => false,
      );
    await eventually('numbers are given by the new primary', works, SOON_MS);
  });

  it.each([
    ['opened here', true],
    ['passed in', false],
  ])('gives locks again, to who asks and to who waits, with a client that was %s', async (_, own) => {
    const locks = (await start(own)).get(LockService);
    const held = await locks.acquire('a');
    const waiting = locks.acquire('a', { wait: '60s' });
    await redis.failOverBehindOpenConnections();
    expect(await held.release()).toBe(true);
    await (await waiting).release();
    await locks.withLock('b', () => undefined);
    expect(await redis.client.keys('serial:fences:*')).not.toEqual([]);
  });
});
