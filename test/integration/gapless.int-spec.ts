import { type INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import {
  type AuditReport,
  defineSeries,
  OptionsError,
  PatternError,
  SerialEvents,
  SerialService,
} from 'nestjs-redis-serial';
import { startRedisServer, type RedisServer } from 'local-redis';
import { askRedis } from '../support/ask-redis.js';
import { eventually } from '../support/eventually.js';
import { upTo } from '../support/range.js';
import { serverIsPast } from '../support/server-time.js';
import { testApp } from '../support/test-app.js';
import { testRedis, type TestRedis } from '../support/test-redis.js';

const used = new Set<string>();

const Invoice = defineSeries({ name: 'invoice', pattern: 'INV-{seq:4}', mode: 'gapless' });
const Asked = defineSeries({
  name: 'asked',
  pattern: 'A-{seq:4}',
  mode: 'gapless',
  gapless: {
    lease: 20,
    onExpire: 'recycle',
    isUsed: (text) => used.has(text),
  },
});
const Yearly = defineSeries({ name: 'yearly', pattern: 'Y{date:yyyy}-{seq:4}', mode: 'gapless' });
const series = [Invoice, Asked];

describe('mode gapless', () => {
  let redis: TestRedis;
  let apps: INestApplication[];
  let serial: SerialService;
  let other: SerialService;
  let client: Redis;
  let tests = 0;

  beforeAll(async () => {
    redis = await testRedis();
    client = new Redis(redis.url);
  });
  afterAll(async () => {
    client.disconnect();
    await redis.stop();
  });
  beforeEach(async () => {
    const keyPrefix = `${redis.keyPrefix}-${++tests}`;
    const options = { connection: redis.url, keyPrefix, series, doctor: 'off' } as const;
    apps = [await testApp(options), await testApp(options)];
    [serial, other] = apps.map((app) => app.get(SerialService)) as [SerialService, SerialService];
    used.clear();
  });
  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
  });

  /** A store takes its time: what Redis was asked before has been answered by then. */
  const meanwhile = async <T>(answer: T): Promise<T> => {
    await client.ping();
    return answer;
  };

  it('goes on asking in the background, beside reservations', async () => {
    const one = await serial.reserve(Asked);
    used.add(one.text);
    await serverIsPast(client, one.expiresAt);
    expect((await serial.reserve(Asked, { lease: '1h' })).value).toBe(2);
    await eventually('the first one is settled', async () => (await serial.peek(Asked)).pending === 1);
    expect(await serial.audit(Asked)).toMatchObject({ confirmed: 1, pending: 1 });
  });

  it('asks the ledger of the module where a series says nothing itself', async () => {
    const asked: string[] = [];
    const usedIn = (name: string) => (text: string) => {
      asked.push(`${name} ${text}`);
      return text === 'INV-0001';
    };
    const options = { connection: redis.url, keyPrefix: `${redis.keyPrefix}-${tests}`, series } as const;
    const app = await testApp({ ...options, ledger: { usedIn }, doctor: 'off' });
    apps.push(app);
    const reserved = await Promise.all(upTo(2).map(() => serial.reserve(Invoice, { lease: 50 })));
    await serverIsPast(client, Math.max(...reserved.map(({ expiresAt }) => expiresAt)));
    const { confirmed, voided } = await app.get(SerialService).audit(Invoice);
    expect([confirmed, voided.map(({ text }) => text)]).toEqual([1, ['INV-0002']]);
    expect(asked.sort()).toEqual(['invoice INV-0001', 'invoice INV-0002']);
    await expect(testApp({ ...options, ledger: {} as never })).rejects.toThrow(/ledger: expected a ledger/);
  });

  it('lets many reserve at once, though ceilings are raised by little', async () => {
    const ceilings = new Map<string, number>();
    const highWater = {
      read: (counter: string) => meanwhile(ceilings.get(counter)),
      raise: (counter: string, ceiling: number) => meanwhile(void ceilings.set(counter, ceiling)),
    };
    const options = { connection: redis.url, series, durability: { highWater }, doctor: 'off' } as const;
    const keyPrefix = `${redis.keyPrefix}-${tests}`;
    for (const app of [0, 1]) apps[app + 2] = await testApp({ ...options, keyPrefix });
    const reserveMany = async (_: unknown, caller: number): Promise<void> => {
      const serials = apps[2 + (caller % 2)]?.get(SerialService);
      for (let times = 0; times < 10; times++) await (await serials?.reserve(Invoice))?.confirm();
    };
    await Promise.all(upTo(200).map(reserveMany));
    expect(await serial.audit(Invoice)).toMatchObject({ confirmed: 2_000, pending: 0, missing: [] });
  });

  it('asks the store once for all who want the first numbers at once', async () => {
    const reads: string[] = [];
    const highWater = {
      read: (counter: string) => meanwhile(void reads.push(counter)),
      raise: () => meanwhile(undefined),
    };
    const keyPrefix = `${redis.keyPrefix}-${tests}`;
    const options = {
      connection: redis.url,
      keyPrefix,
      series,
      durability: { highWater },
      doctor: 'off',
    } as const;
    const app = await testApp(options);
    apps.push(app);
    await Promise.all(upTo(100).map(() => app.get(SerialService).reserve(Invoice)));
    expect(reads).toHaveLength(1);
  });

  it('leaves out few numbers after a loss where ceilings are recorded', async () => {
    const ceilings = new Map<string, number>();
    const highWater = {
      read: (counter: string) => Promise.resolve(ceilings.get(counter)),
      raise: (counter: string, ceiling: number) => Promise.resolve(void ceilings.set(counter, ceiling)),
    };
    const own = await startRedisServer();
    const options = { connection: own.url, series, durability: { highWater }, doctor: 'off' } as const;
    const app = await testApp(options);
    try {
      const serials = app.get(SerialService);
      await (await serials.reserve(Invoice)).confirm();
      await askRedis(own.port, 'FLUSHALL');
      const { value } = await serials.reserve(Invoice);
      expect(value).toBeGreaterThan(1);
      expect(value).toBeLessThanOrEqual(42);
      // Also an audit finds a loss, before anybody has reserved.
      await askRedis(own.port, 'FLUSHALL');
      const { confirmed, pending, missing } = await serials.audit(Invoice);
      expect([confirmed, missing]).toEqual([0, []]);
      expect(pending).toBeGreaterThanOrEqual(value);
      expect((await serials.reserve(Invoice)).value).toBe(pending + 1);
    } finally {
      await app.close();
      await own.stop();
    }
  });

  it('adds nothing to the books of an older period, when Redis is restarted and they are looked at', async () => {
    const own = await startRedisServer({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] });
    const app = await testApp({ connection: own.url, series: [Yearly], doctor: 'off' });
    try {
      const serials = app.get(SerialService);
      const at = Date.now() - 365 * 86_400_000;
      await (await serials.reserve(Yearly, { at })).confirm();
      const unused = await serials.reserve(Yearly, { at });
      await unused.cancel();
      await own.restart();
      await serials.peek(Yearly, { at });
      const books = { confirmed: 1, pending: 0, voided: [], free: [unused.text], missing: [] };
      expect(await serials.audit(Yearly, { at })).toMatchObject(books);
    } finally {
      await app.close();
      await own.stop();
    }
  });

  it('tells those who listen of numbers that are cancelled and voided', async () => {
    const heard: string[] = [];
    apps[0]?.get(SerialEvents).on('cancelled', ({ text, reason = '', actor = '' }) => {
      heard.push(`${text} ${reason} ${actor}`);
    });
    await (await serial.reserve(Invoice)).cancel('the customer left');
    await serial.voidFree(Invoice, { reason: 'the year is over', actor: 'ann' });
    expect(heard).toEqual(['INV-0001 the customer left ', 'INV-0001 the year is over ann']);
  });

  it('refuses, when it is defined, what could not be gapless', () => {
    const define = (more: object): (() => unknown) => {
      return () => defineSeries({ name: 'x', pattern: 'X-{seq:4}', mode: 'gapless', ...more });
    };
    expect(define({ pattern: 'X-{scramble:4}', secret: 's' })).toThrow(PatternError);
    expect(define({ pattern: 'X-{seq:12}' })).toThrow(OptionsError);
    expect(define({ gapless: { onExpire: 'recycle' } })).toThrow(
      "series.x.gapless.onExpire: 'recycle' needs isUsed",
    );
    expect(define({ gapless: { lease: 0 } })).toThrow('series.x.gapless.lease');
    expect(define({ gapless: { isUsed: 1 } })).toThrow('series.x.gapless.isUsed');
  });

  it('keeps the promise under load: each confirmed or void, none missing, none twice', async () => {
    const confirmed: string[] = [];
    await Promise.all(
      upTo(40).map(async (caller) => {
        const mine = caller % 2 === 0 ? serial : other;
        for (const round of upTo(25)) {
          const reserved = await mine.reserve(Invoice);
          if ((caller * round) % 3 === 0) await reserved.cancel();
          else {
            await reserved.confirm();
            confirmed.push(reserved.text);
          }
        }
      }),
    );
    expect(new Set(confirmed).size).toBe(confirmed.length);
    const report = await serial.audit(Invoice);
    expect(report).toMatchObject({ confirmed: confirmed.length, pending: 0, missing: [], voided: [] });
    const { value } = await serial.peek(Invoice);
    expect(report.confirmed + report.free.length).toBe(value);
  });
});

describe('mode gapless, when Redis loses', () => {
  let server: RedisServer;
  let client: Redis;
  let app: INestApplication;
  let serial: SerialService;
  const inUse = new Set<string>();

  const Lossy = defineSeries({
    name: 'lossy',
    pattern: 'L-{seq:4}',
    mode: 'gapless',
    durability: { mode: 'fenced', recoverySkip: 10 },
    gapless: { lease: '1s', isUsed: (text) => inUse.has(text), onExpire: 'recycle' },
  });
  // Whoever is asked dies before the answer.
  const Silent = defineSeries({
    name: 'silent',
    pattern: 'S-{seq:4}',
    mode: 'gapless',
    durability: { mode: 'fenced', recoverySkip: 10 },
    gapless: { isUsed: () => new Promise<never>(() => undefined) },
  });
  const L = (value: number): string => `L-${String(value).padStart(4, '0')}`;

  beforeEach(async () => {
    inUse.clear();
    server = await startRedisServer();
    client = new Redis(server.url, { retryStrategy: () => 20 });
    client.on('error', () => undefined);
    app = await testApp({ connection: server.url, series: [Lossy, Silent], doctor: 'off' });
    serial = app.get(SerialService);
  });
  afterEach(async () => {
    client.disconnect();
    await app.close();
    await server.stop();
  });

  const use = async (): Promise<string> => {
    const reserved = await serial.reserve(Lossy, { lease: '1h' });
    inUse.add(reserved.text);
    await reserved.confirm();
    return reserved.text;
  };
  const lose = async (): Promise<void> => {
    await server.kill();
    await server.restart();
    await eventually('Redis is back', () =>
      serial.peek(Lossy).then(
        () => true,
        () => false,
      ),
    );
  };

  /** What an audit finds when all that was lost has been asked about. */
  const settled = async (): Promise<AuditReport> => {
    let report = await serial.audit(Lossy);
    await eventually('nothing is pending', async () => {
      report = await serial.audit(Lossy);
      return report.pending === 0;
    });
    return report;
  };

  it('everything: gives nothing twice, asks about all that may have been given, and goes on', async () => {
    for (const value of upTo(5)) expect(await use()).toBe(L(value));
    const free = await serial.reserve(Lossy, { lease: '1h' });
    const held = await serial.reserve(Lossy, { lease: '1h' });
    await free.cancel();
    await lose();
    expect(await use()).toBe(L(18));
    // Its holder lives, and comes before anybody is asked.
    await held.confirm();
    inUse.add(held.text);
    const report = await settled();
    expect(report).toMatchObject({ confirmed: 7, pending: 0, voided: [], missing: [] });
    expect(report.free).toEqual([L(6), ...upTo(10).map((n) => L(n + 7))]);
    expect(await use()).toBe(L(6));
  });

  it('the last moments: does not give again what was free before, and has been given since', async () => {
    const [one, two] = [await serial.reserve(Lossy), await serial.reserve(Lossy)];
    await one.cancel();
    await two.cancel();
    await askRedis(server.port, 'SAVE');
    expect([await use(), await use(), await use()]).toEqual([L(1), L(2), L(3)]);
    await lose();
    // In the snapshot the first two are free, and nobody has the third.
    expect(await use()).toBe(L(14));
    const report = await settled();
    expect(report).toMatchObject({ confirmed: 4, pending: 0, voided: [], missing: [] });
    expect(report.free).toEqual(upTo(10).map((n) => L(n + 3)));
  });

  it('the last moments: voids nothing that was free before, and has been given since', async () => {
    const one = await serial.reserve(Lossy);
    await one.cancel();
    await askRedis(server.port, 'SAVE');
    expect(await use()).toBe(L(1));
    await lose();
    expect(await serial.voidFree(Lossy)).toEqual([]);
    expect(await settled()).toMatchObject({ confirmed: 1, pending: 0, voided: [], free: [] });
  });

  it('the last moments: does not give again what somebody may have been asked about in them', async () => {
    const held = await Promise.all(upTo(30).map(() => serial.reserve(Silent, { lease: '400ms' })));
    await serverIsPast(client, Math.max(...held.map(({ expiresAt }) => expiresAt)));
    await askRedis(server.port, 'SAVE');
    await lose();
    // So many are not asked about at once, and whether the last was before, Redis does not know any more.
    const next = await serial.reserve(Silent, { lease: '1h' });
    await held[29]?.cancel();
    expect((await serial.reserve(Silent, { lease: '1h' })).value).toBe(next.value + 1);
  });
});
