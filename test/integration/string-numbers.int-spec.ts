import { Redis } from 'ioredis';
import { defineSeries, LockService, SerialService } from 'nestjs-redis-serial';
import { testApp } from '../support/test-app.js';
import { testRedis, type TestRedis } from '../support/test-redis.js';

describe('a client that answers numbers as texts', () => {
  let redis: TestRedis;
  beforeAll(async () => (redis = await testRedis()));
  afterAll(() => redis.stop());

  it('is understood', async () => {
    const client = new Redis(redis.url, { stringNumbers: true });
    const app = await testApp({ connection: client, keyPrefix: redis.keyPrefix });
    const [locks, serials] = [app.get(LockService), app.get(SerialService)];
    const lock = await locks.acquire('k');
    expect((await locks.inspect('k'))?.waiting).toBe(0);
    await lock.extend('20s');
    expect(await locks.extend('k', lock.token)).toBe(true);
    expect(await lock.release()).toBe(true);
    await locks.acquire('k');
    expect(await locks.forceRelease('k')).toBe(true);
    const Order = defineSeries({ name: 'order', pattern: '{seq:3}' });
    expect(await serials.nextMany(Order, 2)).toEqual(['001', '002']);
    expect(await serials.next(Order, { idempotencyKey: 'k' })).toBe('003');
    expect(await serials.advanceTo(Order, 10)).toBe(10);
    expect(await serials.increment('hits')).toBe(1);
    await app.close();
    client.disconnect();
  });
});
