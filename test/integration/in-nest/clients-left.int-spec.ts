import { get, type ClientRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Param, UseInterceptors, type INestApplication } from '@nestjs/common';
import { LockInterceptor, LockKey, LockService } from 'nestjs-redis-serial';
import { eventually } from '../../support/eventually.js';
import { upTo } from '../../support/range.js';
import { testApp } from '../../support/test-app.js';
import { testRedis, type TestRedis } from '../../support/test-redis.js';

@Controller()
class Orders {
  readonly paid: string[] = [];

  @Get('pay/:by')
  @LockKey('order', { wait: '60s' })
  @UseInterceptors(LockInterceptor)
  pay(@Param('by') by: string): string {
    this.paid.push(by);
    return by;
  }
}

describe('a request whose client has left', () => {
  let redis: TestRedis;
  let app: INestApplication;
  beforeAll(async () => {
    redis = await testRedis();
    const { url, keyPrefix } = redis;
    app = await testApp({ connection: url, keyPrefix }, { controllers: [Orders] });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
  });

  const request = (by: string): ClientRequest => {
    const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
    const made = get({ port, path: `/pay/${by}`, agent: false });
    made.on('error', () => undefined);
    made.on('response', (response) => response.resume());
    return made;
  };

  it('neither takes the lock nor runs', async () => {
    const locks = app.get(LockService);
    const waiting = (count: number): Promise<void> =>
      eventually(`${count} wait`, async () => (await locks.inspect('order'))?.waiting === count);
    const held = await locks.acquire('order');
    const leaving = upTo(5).map((n) => request(`left-${n}`));
    await waiting(5);
    request('stays');
    await waiting(6);
    for (const each of leaving) each.destroy();
    await waiting(1);
    await held.release();
    const { paid } = app.get(Orders);
    await eventually('the one who stayed has paid', () => paid.includes('stays'));
    expect(paid).toEqual(['stays']);
  });
});
