import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import { defineSeries, SerialEvents, SerialService, type WaitedEvent } from 'nestjs-redis-serial';
import { serverIsPast } from '../support/server-time.js';
import { testApp } from '../support/test-app.js';

const COVERS = 300;
const OrderNo = defineSeries({
  name: 'order',
  pattern: 'O{seq:9}',
  durability: { mode: 'fenced', covers: COVERS },
});

describe('calls that wait until a number is safe', () => {
  let server: RedisServer;
  let client: Redis;
  let app: INestApplication | undefined;

  beforeAll(async () => {
    server = await startRedisServer();
    client = new Redis(server.url);
  });
  afterEach(() => app?.close());
  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });

  const start = async (): Promise<{ serials: SerialService; waited: WaitedEvent[] }> => {
    // Not declared, so that it joins with its first number.
    app = await testApp({ connection: server.url, doctor: 'off' });
    const waited: WaitedEvent[] = [];
    app.get(SerialEvents).on('waited', (event) => waited.push(event));
    return { serials: app.get(SerialService), waited };
  };

  it('say why, and for how long', async () => {
    const { serials, waited } = await start();
    await serials.next(OrderNo);
    // A server that is as young as this one is given time before a series is made.
    expect(waited).toMatchObject([{ series: 'order', why: 'recovering' }]);
    await app?.close();
    await serverIsPast(client, Date.now() + COVERS);

    const { serials: alone, waited: aloneWaited } = await start();
    await Promise.all([alone.next(OrderNo), alone.next(OrderNo)]);
    expect(aloneWaited.map(({ why }) => why)).toContain('fresh');
    expect(aloneWaited.find(({ why }) => why === 'fresh')?.ms).toBeGreaterThan(COVERS / 2);

    aloneWaited.length = 0;
    await alone.next(OrderNo);
    expect(aloneWaited).toEqual([]);
    await alone.nextMany(OrderNo, 20_000);
    expect(aloneWaited).toMatchObject([{ series: 'order', why: 'burst' }]);
    expect(aloneWaited[0]?.ms).toBeGreaterThan(COVERS / 2);

    aloneWaited.length = 0;
    await client.flushall();
    await alone.next(OrderNo);
    expect(aloneWaited.map(({ why }) => why)).toContain('recovering');
  });
});
