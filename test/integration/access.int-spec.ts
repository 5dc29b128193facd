import { resolve } from 'node:path';
import { URL } from 'node:url';
import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import { defineSeries, LockService, SerialService } from 'nestjs-redis-serial';
import { eventually } from '../support/eventually.js';
import { Program } from '../support/program.js';
import { testApp } from '../support/test-app.js';

const Order = defineSeries({ name: 'order', pattern: '{seq:6}' });
const Invoice = defineSeries({ name: 'invoice', pattern: '{seq:6}', mode: 'gapless' });

describe('a user with the permissions that the doctor names', () => {
  let server: RedisServer;
  let client: Redis;
  beforeAll(async () => {
    server = await startRedisServer();
    client = new Redis(server.url);
    const main = resolve('libs/redis-serial/dist/cli/main.js');
    const doctor = Program.start(main, ['doctor', '--json', '--url', server.url], {});
    await doctor.exit();
    const { access } = JSON.parse(doctor.output) as { access: string };
    const line = access.replace('<user>', 'app').replace('<password>', 'secret');
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
    const app = await testApp({ connection: url.href, series: [Order, Invoice] });
    const [serials, locks] = [app.get(SerialService), app.get(LockService)];
    expect(await serials.next(Order, { idempotencyKey: 'sale 1' })).toBe('000001');
    const reservation = await serials.reserve(Invoice);
    await reservation.confirm();
    const held = await locks.acquire('a');
    const waiting = locks.acquire('a');
    await eventually(
      'it listens',
      async () => (await client.pubsub('CHANNELS', 'serial:wake:*')).length === 1,
    );
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
