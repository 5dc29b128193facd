import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import { defineSeries, LockService, OptionsError, SerialService } from 'nestjs-redis-serial';
import { testApp } from '../../support/test-app.js';

const Order = defineSeries({ name: 'order', pattern: '{seq:6}' });

describe('a connection to the wrong place', () => {
  let server: RedisServer;
  let app: INestApplication;
  beforeAll(async () => (server = await startRedisServer()));
  afterEach(() => app.close());
  afterAll(() => server.stop());

  const open = async (connection: string): Promise<[SerialService, LockService]> => {
    app = await testApp({ connection, commandTimeout: 2_000 });
    return [app.get(SerialService), app.get(LockService)];
  };

  it('is refused where the server has no such database, and nothing is written to another one', async () => {
    const [serials, locks] = await open(`${server.url}/99`);
    await expect(serials.next(Order)).rejects.toThrow(OptionsError);
    await expect(locks.acquire('a')).rejects.toThrow('the server has no database 99');
    const client = new Redis(server.url);
    expect(await client.dbsize()).toBe(0);
    client.disconnect();
  });

  it('says that the server does not speak TLS', async () => {
    const [serials] = await open(server.url.replace('redis://', 'rediss://'));
    await expect(serials.next(Order)).rejects.toMatchObject({
      code: 'REDIS_UNAVAILABLE',
      message: expect.stringMatching(/TLS/) as string,
    });
  });

  it('says that what answers is no Redis', async () => {
    const web = createServer((socket) => {
      socket.on('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
      socket.on('error', () => undefined);
    }).listen(0, '127.0.0.1');
    await once(web, 'listening');
    const [serials] = await open(`redis://127.0.0.1:${(web.address() as AddressInfo).port}`);
    await expect(serials.next(Order)).rejects.toMatchObject({
      code: 'REDIS_UNAVAILABLE',
      message: expect.stringContaining('is no Redis') as string,
    });
    web.close();
  });
});
