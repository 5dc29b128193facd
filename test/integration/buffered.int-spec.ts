import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import { defineSeries, SerialService } from 'nestjs-redis-serial';
import { eventually } from '../support/eventually.js';
import { upTo } from '../support/range.js';
import { testApp } from '../support/test-app.js';

const Ticket = defineSeries({ name: 'ticket', pattern: 'T{seq:7}', mode: 'buffered', buffer: { size: 100 } });

describe('buffered numbers', () => {
  let server: RedisServer;
  let client: Redis;
  let apps: INestApplication[];
  let keyPrefix: string;
  let tests = 0;

  // One server for all: a new series has to wait where a server has run for less than two seconds.
  beforeAll(async () => {
    server = await startRedisServer();
    client = new Redis(server.url, { retryStrategy: () => 20 });
    client.on('error', () => undefined);
  });
  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });
  beforeEach(() => {
    apps = [];
    keyPrefix = `test-${++tests}`;
  });
  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    if (!server.running) await server.restart();
  });

  const start = async (): Promise<SerialService> => {
    const options = { connection: server.url, keyPrefix, series: [Ticket], commandTimeout: 1_000 };
    const app = await testApp(options);
    apps.push(app);
    return app.get(SerialService);
  };
  const stop = async (serials: SerialService): Promise<void> => {
    const app = apps.find((one) => one.get(SerialService) === serials);
    await app?.close();
    apps = apps.filter((one) => one !== app);
  };
  const counter = async (): Promise<number> =>
    Number(await client.hget(`${keyPrefix}:counters:{ticket#0}:all`, '.'));
  const take = async (serials: SerialService, count: number): Promise<number[]> => {
    const values: number[] = [];
    for (let taken = 0; taken < count; taken++) values.push((await serials.issue(Ticket)).value);
    return values;
  };

  it('are 1, 2, 3, … in one process, and fetched a block at a time', async () => {
    const scripts = async (): Promise<number> => {
      const stats = await client.info('commandstats');
      const calls = [...stats.matchAll(/cmdstat_(?:eval|evalsha):calls=(\d+)/g)];
      return calls.reduce((sum, [, count]) => sum + Number(count), 0);
    };
    const before = await scripts();
    const serials = await start();
    const values = await take(serials, 250);
    expect(values).toEqual(upTo(250));
    expect((await scripts()) - before).toBeLessThan(50);
  });

  it('are given back by a clean shutdown where nobody took later ones', async () => {
    const [first, second] = [await start(), await start()];
    expect(await take(first, 3)).toEqual([1, 2, 3]);
    expect(await take(second, 2)).toEqual([101, 102]);
    await stop(second);
    expect(await counter()).toBe(102);
    await stop(first);
    expect(await counter()).toBe(102);
    const third = await start();
    expect(await take(third, 1)).toEqual([103]);
    await stop(third);
    expect(await counter()).toBe(103);
  });

  it('are not given back below a value to which the counter was lifted meanwhile', async () => {
    const [holder, other] = [await start(), await start()];
    await take(holder, 3);
    expect(await other.advanceTo(Ticket, 100)).toBe(100);
    await stop(holder);
    expect(await take(other, 1)).toEqual([101]);
  });

  it('leave out at most what was fetched when a process dies', async () => {
    const dying = await start();
    await take(dying, 3);
    const next = await start();
    expect(await take(next, 1)).toEqual([101]);
  });

  it('skip what this process lifted the counter over, and take in what peek shows', async () => {
    const serials = await start();
    await take(serials, 3);
    expect((await serials.peek(Ticket)).next).toBe('T0000004');
    await serials.advanceTo(Ticket, 50);
    expect((await serials.peek(Ticket)).next).toBe('T0000051');
    expect(await take(serials, 1)).toEqual([51]);
  });

  it('come many at a time, rising, also when the buffer has fewer', async () => {
    const serials = await start();
    const [few, many] = await Promise.all([serials.nextMany(Ticket, 60), serials.nextMany(Ticket, 2_500)]);
    expect([...few, ...many].map((text) => serials.parse(Ticket, text).value)).toEqual(upTo(2_560));
  });

  it('keep to idempotency keys, in one round trip, and waste nothing on a repetition', async () => {
    const serials = await start();
    await take(serials, 1);
    const first = await serials.issue(Ticket, { idempotencyKey: 'k' });
    expect(first).toMatchObject({ value: 2, replayed: false });
    expect(await serials.issue(Ticket, { idempotencyKey: 'k' })).toMatchObject({ value: 2, replayed: true });
    expect(await take(serials, 1)).toEqual([3]);
    const raced = await Promise.all(upTo(20).map(() => serials.next(Ticket, { idempotencyKey: 'race' })));
    expect(new Set(raced).size).toBe(1);
    const elsewhere = await start();
    expect(await elsewhere.next(Ticket, { idempotencyKey: 'race' })).toBe(raced[0]);
  });

  it('end where the series ends: the last ones are given, then it is exhausted', async () => {
    const Short = defineSeries({ name: 'short', pattern: '{seq:2}', mode: 'buffered', buffer: { size: 40 } });
    const serials = await start();
    const results = await Promise.allSettled(upTo(120).map(() => serials.next(Short)));
    const given = results.flatMap((result) => (result.status === 'fulfilled' ? [Number(result.value)] : []));
    expect(given).toEqual(upTo(99));
    await expect(serials.next(Short)).rejects.toMatchObject({ code: 'SERIES_EXHAUSTED', value: 99 });
  });

  it('are handed out without Redis as long as there are any', async () => {
    const serials = await start();
    await take(serials, 5);
    await server.kill();
    expect(await take(serials, 40)).toEqual(upTo(45).slice(5));
    await expect(take(serials, 500)).rejects.toMatchObject({ code: 'REDIS_UNAVAILABLE' });
  });

  it('work again by themselves when Redis is back', async () => {
    const serials = await start();
    await take(serials, 1);
    await server.kill();
    await take(serials, 120).catch(() => undefined);
    await server.restart();
    await eventually('numbers are given again', () =>
      serials.next(Ticket).then(
        () => true,
        () => false,
      ),
    );
  });
});
