import { jest } from '@jest/globals';
import { Logger, type INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import { defineSeries, RedisHighWaterStore, SerialService } from 'nestjs-redis-serial';
import { testApp } from '../support/test-app.js';

const Old = defineSeries({ name: 'old', pattern: '{shop}-{seq:4}' });
const New = defineSeries({ name: 'new', pattern: 'N-{shop}-{seq:4}' });

describe('counters that migrate() can not read', () => {
  let server: RedisServer;
  let client: Redis;
  const apps: INestApplication[] = [];

  beforeAll(async () => {
    server = await startRedisServer();
    client = new Redis(server.url);
    await client.call('ACL', 'SETUSER', 'blind', 'on', '>secret', '~*', '&*', '+@all', '-info');
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all(apps.splice(0).map((app) => app.close()));
  });
  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });

  async function open(options: Parameters<typeof testApp>[0]): Promise<SerialService> {
    const app = await testApp(options);
    apps.push(app);
    return app.get(SerialService);
  }

  it('are said to lie in a store, where numbers were claimed from it', async () => {
    const store = new RedisHighWaterStore(client, { keyPrefix: 'store' });
    const keyPrefix = 'claimed';
    const connection = server.url.replace('redis://', 'redis://blind:secret@');
    const blind = await open({ connection, keyPrefix, durability: { highWater: store } });
    expect(await blind.next(Old, { scope: { shop: 'A' } })).toBe('A-0001');
    const serials = await open({ connection: server.url, keyPrefix });
    await expect(serials.migrate(New, { from: Old })).rejects.toMatchObject({
      ...{ code: 'OPTIONS', path: 'from' },
      message:
        'from: the numbers of series "old" are claimed from a high-water store, so that Redis does not know its counters: lift each by advanceTo()',
    });
    store.close();
  });

  it('are warned of, once for each period, where a jump left out scopes that have none', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const serials = await open({ connection: server.url, keyPrefix: 'jumped' });
    await serials.next(Old, { scope: { shop: 'A' } });
    await client.hset('jumped:series:{old#0}', { e: 1, J0: 0, J: 100, jt: Date.now() });
    expect(await serials.migrate(New, { from: Old })).toBe(1);
    const warnings = warn.mock.calls
      .map(([text]) => String(text))
      .filter((text) => text.includes('migrate()'));
    expect(warnings).toEqual([
      'Series "old" once lost numbers in period all: scopes of which Redis knows no counter were to begin above 100. ' +
        "migrate() can't lift what it doesn't know: use advanceTo() for these",
    ]);
    expect(await serials.next(New, { scope: { shop: 'A' } })).toBe('N-A-0102');
  });

  it('are not asked for when the call was given up before', async () => {
    const serials = await open({ connection: server.url, keyPrefix: 'given-up' });
    const signal = AbortSignal.abort(new Error('given up'));
    await expect(serials.migrate(New, { from: 'nobody', signal })).rejects.toThrow('given up');
  });
});
