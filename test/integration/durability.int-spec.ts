import type { INestApplication } from '@nestjs/common';
import { PGlite } from '@electric-sql/pglite';
import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import {
  defineSeries,
  RecoveryError,
  RedisHighWaterStore,
  SerialService,
  SqlHighWaterStore,
  type Durability,
  type HighWaterStore,
  type RedisSerialOptions,
} from 'nestjs-redis-serial';
import { eventually } from '../support/eventually.js';
import { serverIsPast } from '../support/server-time.js';
import { upTo } from '../support/range.js';
import { testApp } from '../support/test-app.js';

const MODES = ['strict', 'buffered'] as const;
const seriesOf = (mode: (typeof MODES)[number]): ReturnType<typeof defineSeries> =>
  defineSeries({ name: 'order', pattern: 'O{seq:9}', mode, buffer: { size: 100 } });

describe('numbers after Redis has lost some', () => {
  let server: RedisServer;
  let apps: INestApplication[];
  let client: Redis;
  let db: PGlite;
  let tests = 0;

  // One server for all: a new series has to wait where a server has run for less than two seconds.
  beforeAll(async () => {
    server = await startRedisServer();
    client = new Redis(server.url, { retryStrategy: () => 20 });
    client.on('error', () => undefined);
    db = await PGlite.create();
  });
  afterAll(async () => {
    client.disconnect();
    await db.close();
    await server.stop();
  });
  beforeEach(() => {
    apps = [];
    tests++;
  });
  afterEach(() => Promise.all(apps.map((app) => app.close())));

  /** What the apps of a test share with each other, and with nobody else. */
  const shared = (): RedisSerialOptions => ({ connection: server.url, keyPrefix: `test-${tests}` });
  /** A process: it knows nothing of what others were given. */
  const open = async (durability: Durability | undefined, mode: (typeof MODES)[number] = 'strict') => {
    const Order = seriesOf(mode);
    const app = await testApp({
      ...shared(),
      series: [Order],
      ...(durability !== undefined && { durability }),
    });
    apps.push(app);
    const serials = app.get(SerialService);
    const take = async (count: number): Promise<number[]> => {
      const texts = await Promise.all(upTo(count).map(() => serials.next(Order)));
      return texts.map((text) => serials.parse(Order, text).value);
    };
    return { app, serials, take, Order };
  };
  type Process = Awaited<ReturnType<typeof open>>;
  const back = async (): Promise<void> => {
    await server.restart();
    await eventually('Redis answers', async () => (await client.ping().catch(() => '')) === 'PONG');
  };
  const publishedIn = (info: string): string | undefined => /cmdstat_publish:calls=(\d+)/.exec(info)?.[1];
  const repeated = (...given: number[][]): number => {
    const all = given.flat();
    return all.length - new Set(all).size;
  };

  const losses: Record<string, { lose: () => Promise<void>; prepare?: () => Promise<unknown> }> = {
    'a restart without its data': {
      lose: async () => {
        await server.kill();
        await back();
      },
    },
    'a restart with data of some time ago': {
      prepare: () => client.save(),
      lose: async () => {
        await server.kill();
        await back();
      },
    },
    FLUSHALL: {
      lose: async () => {
        await client.flushall();
      },
    },
  };

  describe.each(Object.keys(losses))('after %s', (loss) => {
    const lost = async (between: () => Promise<unknown>): Promise<void> => {
      await losses[loss]?.prepare?.();
      await between();
      await losses[loss]?.lose();
    };

    it('come twice with durability none', async () => {
      const { take } = await open('none');
      const before = await take(50);
      await lost(async () => before.push(...(await take(50))));
      expect(repeated(before, await eventuallyTake(take, 100))).toBeGreaterThan(0);
    });

    it.each(MODES)('come once with the default, %s, from a process that issued', async (mode) => {
      const { take } = await open(undefined, mode);
      const before = await take(50);
      await lost(async () => before.push(...(await take(450))));
      expect(repeated(before, await eventuallyTake(take, 500))).toBe(0);
    });

    it.each(MODES)('come once with a high-water store, %s, also from a new process', async (mode) => {
      const table = `ceilings_${tests}`;
      const durability = {
        highWater: new SqlHighWaterStore({ query: (sql, params) => db.query(sql, params), table }),
      };
      const { take } = await open(durability, mode);
      const before = await take(50);
      await lost(async () => before.push(...(await take(2_450))));
      const other = await open(durability, mode);
      const after = await eventuallyTake(other.take, 500);
      expect(repeated(before, after, await take(500))).toBe(0);
    });
  });

  const eventuallyTake = async (
    take: (count: number) => Promise<number[]>,
    count: number,
  ): Promise<number[]> => {
    const first: number[] = [];
    await eventually('numbers are given again', async () => {
      first.push(...(await take(1).catch(() => [])));
      return first.length > 0;
    });
    return [...first, ...(await take(count - 1))];
  };

  it.each(['FLUSHALL', 'a restart without its data'])(
    'come once after %s also from a process that issued none, while one that did is alive',
    async (loss) => {
      const { take } = await open(undefined);
      const idle = await open(undefined);
      const before = await take(500);
      await losses[loss]?.lose();
      expect(repeated(before, await eventuallyTake(idle.take, 500), await take(500))).toBe(0);
    },
  );

  it('begin at the start where the others know of none, and a new period does not ask them again', async () => {
    await open('none');
    const processes = await Promise.all(upTo(3).map(() => open(undefined)));
    for (const [index, { take }] of processes.entries()) expect(await take(1)).toEqual([index + 1]);
    const [{ serials }] = processes as [Process];
    const Daily = defineSeries({ name: 'daily', pattern: 'D{date:yyyyMMdd}-{seq:4}' });
    await serials.next(Daily);
    const published = await client.info('commandstats');
    const values = await Promise.all(
      upTo(5).map((days) => serials.next(Daily, { at: Date.now() - days * 86_400_000 })),
    );
    expect(values.every((text) => text.endsWith('-0001'))).toBe(true);
    expect(publishedIn(await client.info('commandstats'))).toBe(publishedIn(published));
  });

  const Even = defineSeries({
    name: 'even',
    pattern: 'E{seq:9}',
    start: 2,
    step: 2,
    durability: { mode: 'fenced', recoverySkip: 10 },
  });

  it.each(Object.keys(losses))('leave out nothing after %s where all who issued are alive', async (loss) => {
    const processes = await Promise.all(upTo(2).map(() => testApp({ ...shared(), series: [Even] })));
    apps.push(...processes);
    const [one, other] = processes.map((app) => app.get(SerialService)) as [SerialService, SerialService];
    expect(await one.nextMany(Even, 2)).toEqual(['E000000002', 'E000000004']);
    expect(await other.next(Even)).toBe('E000000006');
    // What a series gives in its first seconds is not safe yet.
    await serverIsPast(client, Date.now() + 2_100);
    await losses[loss]?.prepare?.();
    expect(await other.next(Even)).toBe('E000000008');
    for (const expected of ['E000000010', 'E000000012']) {
      await losses[loss]?.lose();
      await eventually('Redis answers', () =>
        one.peek(Even).then(
          () => true,
          () => false,
        ),
      );
      expect(await one.next(Even)).toBe(expected);
    }
  });

  it('jump by recoverySkip at most, in steps, once for a loss after which somebody is not heard', async () => {
    const lost = new Redis(server.url);
    const silent = await testApp({ ...shared(), connection: lost, series: [Even] });
    const app = await testApp({ ...shared(), series: [Even] });
    apps.push(app);
    const serials = app.get(SerialService);
    await silent.get(SerialService).nextMany(Even, 2);
    await serials.next(Even);
    await serverIsPast(client, Date.now() + 2_100);
    await client.save();
    const before = await silent.get(SerialService).nextMany(Even, 5);
    lost.disconnect();
    await silent.close();
    await server.kill();
    await back();
    const first = serials.parse(Even, await serials.next(Even)).value;
    expect(first).toBeGreaterThan(serials.parse(Even, before.at(-1) ?? '').value);
    expect(first).toBeLessThanOrEqual(6 + 2 * 11);
    expect(serials.parse(Even, await serials.next(Even)).value).toBe(first + 2);
  });

  it('are not given back to a server that may not know who took later ones', async () => {
    const { take, app } = await open(undefined, 'buffered');
    const before = await take(5);
    await client.save();
    const other = await open(undefined, 'buffered');
    before.push(...(await other.take(5)));
    await server.kill();
    await back();
    await app.close();
    expect(repeated(before, await eventuallyTake((await open(undefined)).take, 300))).toBe(0);
  });

  it('are refused while the store is out of reach after a loss, and come again when it is back', async () => {
    const ceilings = new Map<string, number>();
    let away = false;
    const asked = <T>(answer: () => T): Promise<T> =>
      away ? Promise.reject(new Error('the database is away')) : Promise.resolve(answer());
    const store: HighWaterStore = {
      read: (counter) => asked(() => ceilings.get(counter)),
      raise: (counter, ceiling) =>
        asked(() => void ceilings.set(counter, Math.max(ceiling, ceilings.get(counter) ?? 0))),
    };
    const { take, serials, Order } = await open({ highWater: store, ahead: 100 });
    const before = await take(60);
    away = true;
    // What is below the ceiling needs no store.
    before.push(...(await take(40)));
    expect(Math.max(...before)).toBeLessThanOrEqual(Math.max(...ceilings.values()));
    await client.flushall();
    const refused = await serials.next(Order).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RecoveryError);
    expect(refused).toMatchObject({
      code: 'RECOVERY',
      series: 'order',
      cause: new Error('the database is away'),
    });
    away = false;
    expect(repeated(before, await take(200))).toBe(0);
  });

  it('are never above what the store has recorded, whatever is asked for at once', async () => {
    const ceilings = new Map<string, number>();
    const store: HighWaterStore = {
      read: (counter) => Promise.resolve(ceilings.get(counter)),
      raise: async (counter, ceiling) => {
        // Whatever was asked of Redis by now has been answered before.
        await client.ping();
        ceilings.set(counter, Math.max(ceiling, ceilings.get(counter) ?? 0));
      },
    };
    const processes = await Promise.all(upTo(3).map(() => open({ highWater: store, ahead: 20 })));
    const take = async ({ serials, Order }: Process, n: number): Promise<number[]> => {
      const options = n % 5 ? {} : { idempotencyKey: `k${n}` };
      const texts = await serials.nextMany(Order, 1 + n, options);
      const values = texts.map((text) => serials.parse(Order, text).value);
      expect(Math.max(...values)).toBeLessThanOrEqual(Math.max(...ceilings.values()));
      return values;
    };
    const given = await Promise.all(
      processes.flatMap((process, index) => upTo(20).map((n) => take(process, 20 * index + n))),
    );
    expect(repeated(...given)).toBe(0);
    const [{ serials, Order }] = processes as [Process];
    expect(await serials.advanceTo(Order, 1_000_000)).toBe(1_000_000);
    expect(Math.max(...ceilings.values())).toBeGreaterThanOrEqual(1_000_000);
  });

  it('come with a second Redis as the store, and not when its replicas do not confirm', async () => {
    const second = await startRedisServer();
    const other = new Redis(second.url);
    await using store = new RedisHighWaterStore(other);
    const { take } = await open({ highWater: store });
    const before = await take(500);
    await client.flushall();
    expect(repeated(before, await take(500))).toBe(0);

    await using unconfirmed = new RedisHighWaterStore(other, {
      waitReplicas: 1,
      timeout: 50,
      keyPrefix: 'x',
    });
    await expect(unconfirmed.raise('c', 5)).rejects.toThrow('only 0');
    const { serials, Order } = await open({ highWater: unconfirmed });
    await client.flushall();
    await expect(serials.next(Order)).rejects.toThrow(RecoveryError);
    other.disconnect();
    await second.stop();
  });

  it('are refused with a store where a loss would not be seen, since scripts may not call INFO', async () => {
    await client.call('ACL', 'SETUSER', 'blind', 'on', '>secret', '~*', '&*', '+@all', '-info');
    const connection = server.url.replace('redis://', 'redis://blind:secret@');
    const store: HighWaterStore = { read: () => Promise.resolve(undefined), raise: () => Promise.resolve() };
    const app = await testApp({ ...shared(), connection, durability: { highWater: store } });
    apps.push(app);
    const call = app.get(SerialService).next(seriesOf('strict'));
    await expect(call).rejects.toMatchObject({ code: 'OPTIONS', path: 'durability.highWater' });
  });

  it('are refused where a series is spread over more shards than it was', async () => {
    const spread = (shards: number): ReturnType<typeof defineSeries> =>
      defineSeries({ name: 'spread', pattern: '{seq:6}', shards });
    const [one, other] = await Promise.all(upTo(2).map(() => testApp(shared())));
    apps.push(...[one, other].flatMap((app) => app ?? []));
    expect(await one?.get(SerialService).next(spread(1))).toBe('000001');
    const call = other?.get(SerialService).next(spread(2));
    await expect(call).rejects.toMatchObject({ code: 'SERIES_CHANGED' });
  });

  it('come also where INFO is not allowed', async () => {
    await client.call('ACL', 'SETUSER', 'app', 'on', '>secret', '~*', '&*', '+@all', '-info');
    const url = server.url.replace('redis://', 'redis://app:secret@');
    const Order = seriesOf('strict');
    const app = await testApp({ ...shared(), connection: url, series: [Order] });
    apps.push(app);
    const serials = app.get(SerialService);
    expect(await serials.next(Order)).toBe('O000000001');
    await client.flushall();
    expect(await serials.next(Order)).toBe('O000000002');
  });

  it.each([
    ['durability', 'sure'],
    ['durability.recoverySkip', { mode: 'fenced', recoverySkip: 0 }],
    ['durability.mode', { mode: 'none' }],
    ['durability.highWater', { highWater: {} }],
    ['durability.ahead', { highWater: { read: () => 1, raise: () => 1 }, ahead: 1.5 }],
  ])('refuse a mistaken %s', async (path, durability) => {
    await expect(
      testApp({ connection: server.url, durability: durability as unknown as Durability }),
    ).rejects.toMatchObject({ code: 'OPTIONS', path });
  });
});
