import { Controller, type INestApplication, Post } from '@nestjs/common';
import { defineSeries, SerialService } from 'nestjs-redis-serial';
import { testApp } from '../../support/test-app.js';
import { testRedis, type TestRedis } from '../../support/test-redis.js';

const OrderNo = defineSeries({ name: 'order', pattern: 'ORD-{seq:6}' });

@Controller('orders')
class Orders {
  constructor(private readonly serials: SerialService) {}

  @Post()
  async place(): Promise<string> {
    return await this.serials.next(OrderNo);
  }
}

describe('numbers whose high-water store is away', () => {
  let redis: TestRedis;
  let app: INestApplication;
  let isAway = true;

  beforeAll(async () => {
    redis = await testRedis();
    const highWater = {
      read: () =>
        isAway ? Promise.reject(new Error('postgres://shop:secret@db is away')) : Promise.resolve(0),
      raise: () => Promise.resolve(),
    };
    const options = { connection: redis.url, keyPrefix: redis.keyPrefix, series: [OrderNo] };
    app = await testApp({ ...options, durability: { highWater }, doctor: 'off' }, { controllers: [Orders] });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
  });

  it('are refused with 503 and come again, without a word of what is behind it', async () => {
    const place = async (): Promise<Response> =>
      await fetch(`${await app.getUrl()}/orders`, { method: 'POST' });
    const refused = await place();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    const text = await refused.text();
    expect(JSON.parse(text)).toMatchObject({ code: 'RECOVERY' });
    expect(text).not.toContain('secret');
    isAway = false;
    const given = await place();
    expect([given.status, await given.text()]).toEqual([201, 'ORD-000001']);
  });
});
