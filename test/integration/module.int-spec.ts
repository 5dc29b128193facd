import { Injectable, Module, type INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Redis } from 'ioredis';
import {
  defineSeries,
  LockService,
  OptionsError,
  RedisSerialModule,
  type RedisSerialOptions,
  SerialService,
} from 'nestjs-redis-serial';
import { testApp } from '../support/test-app.js';
import { testRedis, type TestRedis } from '../support/test-redis.js';

const Ticket = defineSeries({ name: 'ticket', pattern: 'T{seq:4}' });
const SETTINGS = Symbol('settings');

describe('RedisSerialModule', () => {
  let redis: TestRedis;
  let options: RedisSerialOptions;

  beforeAll(async () => {
    redis = await testRedis();
    options = { connection: redis.url, keyPrefix: redis.keyPrefix };
  });
  afterAll(() => redis.stop());

  const nextOf = async (app: INestApplication): Promise<string> => {
    const text = await app.get(SerialService, { strict: false }).next('ticket');
    await app.close();
    return text;
  };
  const start = async (...imports: NonNullable<Parameters<typeof Test.createTestingModule>[0]['imports']>) =>
    (await Test.createTestingModule({ imports }).compile()).createNestApplication({ logger: false }).init();

  @Module({ providers: [{ provide: SETTINGS, useFactory: () => options }], exports: [SETTINGS] })
  class SettingsModule {}

  @Injectable()
  class OptionsFactory {
    create(): RedisSerialOptions {
      return { ...options, series: [Ticket] };
    }
  }

  @Module({ providers: [OptionsFactory], exports: [OptionsFactory] })
  class FactoryModule {}

  it('takes its options at once, from a factory, from a class or from an existing provider', async () => {
    expect(await nextOf(await start(RedisSerialModule.forRoot({ ...options, series: [Ticket] })))).toBe(
      'T0001',
    );
    const byFactory = RedisSerialModule.forRootAsync({
      imports: [SettingsModule],
      inject: [SETTINGS],
      useFactory: (settings: RedisSerialOptions) => ({ ...settings, series: [Ticket] }),
    });
    expect(await nextOf(await start(byFactory))).toBe('T0002');
    expect(await nextOf(await start(RedisSerialModule.forRootAsync({ useClass: OptionsFactory })))).toBe(
      'T0003',
    );
    const existing = RedisSerialModule.forRootAsync({
      imports: [FactoryModule],
      useExisting: OptionsFactory,
    });
    expect(await nextOf(await start(existing))).toBe('T0004');
  });

  it('connects to REDIS_URL when nothing else is said', async () => {
    const before = process.env.REDIS_URL;
    process.env.REDIS_URL = redis.url;
    const app = await start(RedisSerialModule.forRoot());
    if (before === undefined) delete process.env.REDIS_URL;
    else process.env.REDIS_URL = before;
    expect(await app.get(LockService).withLock(redis.keyPrefix, ({ key }) => key)).toBe(redis.keyPrefix);
    await app.close();
  });

  it('learns the series of a feature, global or not', async () => {
    const feature = RedisSerialModule.forFeature({ series: [Ticket] });
    expect(await nextOf(await start(RedisSerialModule.forRoot(options), feature))).toBe('T0005');
    expect(
      await nextOf(await start(feature, RedisSerialModule.forRoot({ ...options, isGlobal: false }))),
    ).toBe('T0006');
  });

  it('serves other modules when it is global, and only those that import it when not', async () => {
    @Injectable()
    class Desk {
      constructor(readonly serials: SerialService) {}
    }
    @Module({ providers: [Desk] })
    class DeskModule {}
    const app = await start(RedisSerialModule.forRoot({ ...options, series: [Ticket] }), DeskModule);
    expect(await app.get(Desk, { strict: false }).serials.next(Ticket)).toBe('T0007');
    await app.close();
    const closed = start(RedisSerialModule.forRoot({ ...options, isGlobal: false }), DeskModule);
    await expect(closed).rejects.toThrow('SerialService');
  });

  it('makes the series of a feature known to every registry, and says so when there is none', async () => {
    const named = (keyPrefix: string) =>
      RedisSerialModule.forRoot({
        ...options,
        keyPrefix: `${redis.keyPrefix}-${keyPrefix}`,
        isGlobal: false,
      });
    @Module({ imports: [named('a')], exports: [RedisSerialModule] })
    class First {}
    @Module({ imports: [named('b'), RedisSerialModule.forFeature({ series: [Ticket] })], exports: [] })
    class Second {}
    const app = await start(First, Second);
    for (const module of [First, Second]) {
      expect(await app.select(module).get(SerialService, { strict: false }).next('ticket')).toMatch(
        /^T000\d$/,
      );
    }
    await app.close();
    const feature = RedisSerialModule.forFeature({ series: [Ticket] });
    await expect(start(feature)).rejects.toThrow(
      'forFeature: no module of the app imports RedisSerialModule.forRoot()',
    );
  });

  it.each([
    [() => RedisSerialModule.forFeature(undefined as never), 'forFeature'],
    [() => RedisSerialModule.forFeature([Ticket] as never), 'forFeature.series'],
    [() => RedisSerialModule.forFeature({ series: Ticket } as never), 'forFeature.series'],
    [() => RedisSerialModule.forRoot(null as never), 'options'],
  ])('refuses what is no option at all (%#)', (wrong, path) => {
    expect(wrong).toThrow(expect.objectContaining({ code: 'OPTIONS', path }) as Error);
  });

  it('refuses two series under one name', async () => {
    const Impostor = defineSeries({ name: 'ticket', pattern: 'X{seq:4}' });
    const both = start(RedisSerialModule.forRoot({ ...options, series: [Ticket, Impostor] }));
    await expect(both).rejects.toThrow('two different series have this name');
    const clash = start(
      RedisSerialModule.forRoot({ ...options, series: [Ticket] }),
      RedisSerialModule.forFeature({ series: [Impostor] }),
    );
    await expect(clash).rejects.toThrow(OptionsError);
  });

  it.each([
    [{ conection: 'redis://h' }, 'conection: there is no such option'],
    [{ connection: 'h:6379' }, 'connection: expected redis://host:port'],
    [{ keyPrefix: '{x}' }, 'keyPrefix: expected 1 to 100'],
    [{ keyPrefix: '' }, 'keyPrefix'],
    [{ commandTimeout: '-1s' }, 'commandTimeout: expected a duration'],
    [{ series: Ticket }, 'series: expected an array'],
    [{ series: [{ name: 'raw', pattern: '{seq:3}' }] }, 'series: expected what defineSeries returned'],
    [{ lock: { ttl: 'soon' } }, 'lock.ttl: expected a duration'],
    [{ lock: { tll: 1 } }, 'lock.tll: there is no such option'],
    [null, 'options: expected an object'],
  ])('refuses %j at the start of the app', async (wrong, message) => {
    const app = start(RedisSerialModule.forRootAsync({ useFactory: () => wrong as RedisSerialOptions }));
    await expect(app).rejects.toThrow(OptionsError);
    await expect(app).rejects.toThrow(message);
  });

  it('closes its own client, after giving back every lock, and never one that was passed in', async () => {
    const client = new Redis(redis.url);
    const own = await testApp({ ...options, lock: { ttl: '60s' } });
    const given = await testApp({ ...options, connection: client });
    const lock = await own.get(LockService).acquire('shutdown');
    await own.close();
    expect(lock.signal.aborted).toBe(true);
    expect(await given.get(LockService).inspect('shutdown')).toBeNull();
    await expect(own.get(LockService).acquire('shutdown')).rejects.toMatchObject({
      code: 'REDIS_UNAVAILABLE',
    });
    await expect(own.get(SerialService).increment('shutdown')).rejects.toMatchObject({
      code: 'REDIS_UNAVAILABLE',
    });
    await given.close();
    expect(await client.ping()).toBe('PONG');
    client.disconnect();
  });

  it('leaves one listener on a client that many apps share', async () => {
    const client = new Redis(redis.url);
    const before = client.listenerCount('close');
    const apps = await Promise.all(
      Array.from({ length: 12 }, () => testApp({ connection: client, keyPrefix: redis.keyPrefix })),
    );
    await Promise.all(apps.map((app) => app.get(SerialService).increment('shared')));
    await Promise.all(apps.map((app) => app.close()));
    expect(client.listenerCount('close')).toBe(before + 1);
    client.disconnect();
  });

  it('refuses those who wait for a lock when the app shuts down', async () => {
    const [holder, waiter] = await Promise.all([testApp(options), testApp(options)]);
    const lock = await holder.get(LockService).acquire('drain');
    const waiting = expect(waiter.get(LockService).acquire('drain', { wait: Infinity })).rejects;
    const refused = waiting.toMatchObject({
      code: 'REDIS_UNAVAILABLE',
      message: expect.stringContaining('shuts down') as string,
    });
    await waiter.close();
    await refused;
    expect(lock.signal.aborted).toBe(false);
    await holder.close();
  });
});
