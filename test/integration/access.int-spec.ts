import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import { defineSeries, LockService, SerialService } from 'nestjs-redis-serial';
import { URL } from 'node:url';
import { eventually } from '../support/eventually.js';
import { testApp } from '../support/test-app.js';
// The line that the doctor prints, which no entry point exports.
import { permissionsFor } from '../../libs/redis-serial/src/doctor/access.js';

const Order = defineSeries({ name: 'order', pattern: '{seq:6}' });
const Invoice = defineSeries({ name: 'invoice', pattern: '{seq:6}', mode: 'gapless' });

describe('a user with the permissions that the doctor names', () => {
  let server: RedisServer;
  let client: Redis;
  beforeAll(async () => {
    server = await startRedisServer();
    client = new Redis(server.url);
    const line = permissionsFor('shop').replace('<user>', 'app').replace('<password>', 'secret');
    const [command = '', ...rest] = line.split(' ');
    await client.call(command, ...rest);
  });
  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });

  it('can do all that numbers and locks do, and touch no key of others', async () => {
    const url = new URL(server.url);
    url.username = 'app';
    url.password = 'secret';
    const app = await testApp({ connection: url.href, keyPrefix: 'shop', series: [Order, Invoice] });
    const [serials, locks] = [app.get(SerialService), app.get(LockService)];
    expect(await serials.next(Order, { idempotencyKey: 'sale 1' })).toBe('000001');
    const reservation = await serials.reserve(Invoice);
    await reservation.confirm();
    const held = await locks.acquire('a');
    const waiting = locks.acquire('a');
    await eventually('it listens', async () => (await client.pubsub('CHANNELS', 'shop:wake:*')).length === 1);
    await held.release();
    await (await waiting).release();
    await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await eventually('it is back', () =>
      serials.next(Order).then(
        () => true,
        () => false,
      ),
    );
    const denied = ((await client.call('ACL', 'LOG')) as unknown[]).map((entry) => String(entry));
    expect(denied).toEqual([]);
    const stranger = new Redis(url.href);
    await expect(stranger.get('others')).rejects.toThrow('NOPERM');
    stranger.disconnect();
    await app.close();
  });
});
