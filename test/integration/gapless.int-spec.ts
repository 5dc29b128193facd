import { setTimeout as pause } from 'node:timers/promises';
import { type INestApplication } from '@nestjs/common';
import {
  defineSeries,
  OptionsError,
  PatternError,
  ReservationError,
  SerialService,
  SeriesExhaustedError,
} from 'nestjs-redis-serial';
import { startRedisServer, type RedisServer } from 'local-redis';
import { askRedis } from '../support/ask-redis.js';
import { eventually } from '../support/eventually.js';
import { upTo } from '../support/range.js';
import { testApp } from '../support/test-app.js';
import { testRedis, type TestRedis } from '../support/test-redis.js';

const used = new Set<string>();
let asked: string[] = [];

const Invoice = defineSeries({ name: 'invoice', pattern: 'INV-{date:yyyy}-{seq:4}', mode: 'gapless' });
const Voided = defineSeries({
  name: 'voided',
  pattern: 'V-{tenant}-{seq:4}',
  mode: 'gapless',
  gapless: { onCancel: 'void', lease: '20ms' },
});
const Asked = defineSeries({
  name: 'asked',
  pattern: 'A-{seq:4}',
  mode: 'gapless',
  gapless: {
    lease: 20,
    onExpire: 'recycle',
    isUsed: (text) => {
      asked.push(text);
      return used.has(text);
    },
  },
});
const Daily = defineSeries({
  name: 'daily',
  pattern: 'D-{date:yyyyMMdd}-{seq:4}',
  resetEvery: 'year',
  mode: 'gapless',
});
const Few = defineSeries({ name: 'few', pattern: 'F-{seq:1}', max: 2, mode: 'gapless' });
const Plain = defineSeries({ name: 'plain', pattern: 'P-{seq:4}' });
const series = [Invoice, Voided, Asked, Daily, Few, Plain];

describe('mode gapless', () => {
  let redis: TestRedis;
  let apps: INestApplication[];
  let serial: SerialService;
  let other: SerialService;
  let tests = 0;

  beforeAll(async () => {
    redis = await testRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(async () => {
    const keyPrefix = `${redis.keyPrefix}-${++tests}`;
    const options = { connection: redis.url, keyPrefix, series, doctor: 'off' } as const;
    apps = [await testApp(options), await testApp(options)];
    [serial, other] = apps.map((app) => app.get(SerialService)) as [SerialService, SerialService];
    asked = [];
    used.clear();
  });
  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
  });

  const year = new Date().getUTCFullYear();
  const no = (value: number): string => `INV-${year}-${String(value).padStart(4, '0')}`;

  it('reserves numbers one after the other, to be confirmed from any process', async () => {
    const [one, two] = [await serial.reserve(Invoice), await other.reserve(Invoice)];
    expect([one.text, two.text, one.value, two.value]).toEqual([no(1), no(2), 1, 2]);
    expect(one.expiresAt).toBeGreaterThan(Date.now() + 4 * 60_000);
    await one.confirm();
    await one.confirm();
    await serial.confirm(Invoice, two.text, { actor: 'the desk' });
    expect(await other.audit(Invoice)).toEqual({
      confirmed: 2,
      pending: 0,
      voided: [],
      free: [],
      missing: [],
      period: String(year),
    });
  });

  it('gives what was cancelled to the next callers, lowest first', async () => {
    const reserved = await Promise.all(upTo(5).map(() => serial.reserve(Invoice)));
    await reserved[3]?.cancel('the customer left');
    await other.cancel(Invoice, no(2));
    await other.cancel(Invoice, no(2));
    expect(await serial.peek(Invoice)).toMatchObject({ value: 5, next: no(2), pending: 3, remaining: 9996 });
    expect(await serial.audit(Invoice)).toMatchObject({ pending: 3, free: [no(2), no(4)], missing: [] });
    expect([await serial.reserve(Invoice), await other.reserve(Invoice)].map(({ text }) => text)).toEqual([
      no(2),
      no(4),
    ]);
    expect((await serial.reserve(Invoice)).text).toBe(no(6));
  });

  it('cancels what was not confirmed when its scope is left', async () => {
    const failure = new Error('of the work');
    const work = async (): Promise<void> => {
      await using reserved = await serial.reserve(Invoice);
      expect(reserved.value).toBe(1);
      throw failure;
    };
    await expect(work()).rejects.toBe(failure);
    await (async () => {
      await using reserved = await serial.reserve(Invoice);
      expect(reserved.value).toBe(1);
      await reserved.confirm();
    })();
    expect(await serial.audit(Invoice)).toMatchObject({ confirmed: 1, pending: 0, free: [] });
  });

  it('voids what was cancelled, with the reason, where the series says so', async () => {
    const scope = { tenant: 'acme' };
    const one = await serial.reserve(Voided, { scope, lease: '1h' });
    const two = await serial.reserve(Voided, { scope, lease: '1h' });
    await one.cancel('printed wrongly');
    await serial.cancel(Voided, two.text, { reason: 'a duplicate', actor: 'ann' });
    await serial.cancel(Voided, two.text, { reason: 'again', actor: 'bob' });
    expect((await serial.reserve(Voided, { scope, lease: '1h' })).text).toBe('V-acme-0003');
    const { voided } = await serial.audit(Voided, { scope });
    expect(voided).toEqual([
      { text: one.text, reason: 'printed wrongly', actor: undefined, at: expect.any(Date) as Date },
      { text: two.text, reason: 'a duplicate', actor: 'ann', at: expect.any(Date) as Date },
    ]);
    await expect(one.confirm()).rejects.toMatchObject({
      code: 'RESERVATION',
      state: 'voided',
      text: one.text,
    });
    await expect(one.confirm()).rejects.toThrow('is void: printed wrongly; reserve another');
  });

  it('voids what nobody settled within its lease', async () => {
    const scope = { tenant: 'x' };
    const one = await serial.reserve(Voided, { scope });
    await pause(30);
    // Nobody else has it before somebody looks.
    const two = await serial.reserve(Voided, { scope, lease: '1h' });
    expect(two.value).toBe(2);
    await expect(one.confirm()).rejects.toThrow(ReservationError);
    const { voided } = await serial.audit(Voided, { scope });
    expect(voided).toMatchObject([{ text: 'V-x-0001', reason: 'its lease ran out' }]);
  });

  it('confirms a reservation after its lease, as long as nobody has looked', async () => {
    const one = await serial.reserve(Voided, { scope: { tenant: 'y' } });
    await pause(30);
    await one.confirm();
    expect(await serial.audit(Voided, { scope: { tenant: 'y' } })).toMatchObject({
      confirmed: 1,
      voided: [],
    });
  });

  it('asks whether what nobody settled is used, and gives it again only if not', async () => {
    const [one, two] = [await serial.reserve(Asked), await serial.reserve(Asked)];
    used.add(one.text);
    await pause(30);
    expect(await other.audit(Asked)).toMatchObject({
      confirmed: 1,
      pending: 0,
      free: [two.text],
      voided: [],
    });
    expect(asked.sort()).toEqual([one.text, two.text]);
    const again = await other.reserve(Asked, { lease: '1h' });
    expect(again.text).toBe(two.text);
    // Who had it first is late: it is somebody else's.
    await expect(two.confirm()).rejects.toMatchObject({ code: 'RESERVATION', state: 'others' });
    await expect(serial.confirm(Asked, two.text)).rejects.toMatchObject({ state: 'others' });
    await again.confirm();
    await again.confirm();
    await expect(two.confirm()).rejects.toMatchObject({ state: 'others' });
    await expect(two.cancel()).rejects.toMatchObject({ state: 'others' });
    await one.confirm();
    expect(await serial.audit(Asked)).toMatchObject({ confirmed: 2, pending: 0, free: [], missing: [] });
  });

  it('goes on asking in the background, beside reservations', async () => {
    const one = await serial.reserve(Asked);
    used.add(one.text);
    await pause(30);
    expect((await serial.reserve(Asked, { lease: '1h' })).value).toBe(2);
    await eventually('the first one is settled', async () => (await serial.peek(Asked)).pending === 1);
    expect(await serial.audit(Asked)).toMatchObject({ confirmed: 1, pending: 1 });
  });

  it('answers the same reservation for the same idempotency key', async () => {
    const idempotencyKey = 'order 7';
    const racing = await Promise.all(
      [serial, other, serial].map((one) => one.reserve(Invoice, { idempotencyKey })),
    );
    expect(new Set(racing.map(({ text }) => text))).toEqual(new Set([no(1)]));
    await racing[1]?.confirm();
    const later = await serial.reserve(Invoice, { idempotencyKey });
    expect(later.text).toBe(no(1));
    await later.confirm();
    await expect(later.cancel()).rejects.toMatchObject({ state: 'confirmed' });
    const left = await serial.reserve(Invoice, { idempotencyKey: 'order 8' });
    await left.cancel();
    expect((await serial.reserve(Invoice)).text).toBe(left.text);
    // Somebody else has the first one by now.
    expect((await serial.reserve(Invoice, { idempotencyKey: 'order 8' })).text).toBe(no(3));
    await serial.reserve(Voided, { scope: { tenant: 'a' }, idempotencyKey: 'k' });
    await expect(serial.reserve(Voided, { scope: { tenant: 'b' }, idempotencyKey: 'k' })).rejects.toThrow(
      OptionsError,
    );
  });

  it('knows by its date which reservation a text means', async () => {
    const reserved = await serial.reserve(Daily, { at: new Date('2026-03-04') });
    expect(reserved.text).toBe('D-20260304-0001');
    await expect(serial.confirm(Daily, 'D-20260305-0001')).rejects.toMatchObject({ state: 'unknown' });
    await serial.confirm(Daily, 'D-20260304-0001');
    await serial.confirm(Daily, 'D-20260304-0001');
    expect(await serial.audit(Daily, { at: new Date('2026-05-01') })).toMatchObject({ confirmed: 1 });
  });

  it('ends at max, and begins again with what is cancelled', async () => {
    const [one] = [await serial.reserve(Few), await serial.reserve(Few)];
    await expect(serial.reserve(Few)).rejects.toThrow(SeriesExhaustedError);
    await one.cancel();
    expect((await serial.reserve(Few)).text).toBe('F-1');
  });

  it('refuses what was never reserved, and calls of other modes', async () => {
    await expect(serial.confirm(Invoice, no(7))).rejects.toMatchObject({
      code: 'RESERVATION',
      state: 'unknown',
    });
    await expect(serial.cancel(Invoice, no(7))).rejects.toMatchObject({ state: 'unknown' });
    await expect(serial.confirm(Invoice, 'nonsense')).rejects.toMatchObject({ code: 'SERIAL_INVALID' });
    await expect(serial.next(Invoice)).rejects.toThrow('is gapless: reserve() a number');
    await expect(serial.nextMany(Invoice, 2)).rejects.toThrow(OptionsError);
    await expect(serial.reserve(Plain)).rejects.toThrow('"plain" is strict');
    await expect(serial.audit(Plain)).rejects.toThrow(OptionsError);
    await expect(serial.reserve(Invoice, { lease: 0 })).rejects.toThrow('lease: expected a duration');
    const misspelt = { acter: 'x' } as object;
    await expect(serial.confirm(Invoice, no(1), misspelt)).rejects.toThrow('acter: there is no such option');
    expect(await serial.audit(Invoice)).toMatchObject({ confirmed: 0, pending: 0, missing: [] });
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

  it('goes on where another system stopped', async () => {
    expect(await serial.advanceTo(Invoice, 500)).toBe(500);
    expect((await serial.reserve(Invoice)).text).toBe(no(501));
    expect(await serial.audit(Invoice)).toMatchObject({ confirmed: 0, pending: 1, missing: [], voided: [] });
  });
});

describe('mode gapless, when Redis loses', () => {
  let server: RedisServer;
  let app: INestApplication;
  let serial: SerialService;
  const inUse = new Set<string>();

  const Lossy = defineSeries({
    name: 'lossy',
    pattern: 'L-{seq:4}',
    mode: 'gapless',
    durability: { mode: 'fenced', recoverySkip: 10 },
    gapless: { lease: '50ms', isUsed: (text) => inUse.has(text), onExpire: 'recycle' },
  });
  const L = (value: number): string => `L-${String(value).padStart(4, '0')}`;

  beforeEach(async () => {
    inUse.clear();
    server = await startRedisServer();
    app = await testApp({ connection: server.url, series: [Lossy], doctor: 'off' });
    serial = app.get(SerialService);
  });
  afterEach(async () => {
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
    await pause(60);
    const report = await serial.audit(Lossy);
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
    await pause(60);
    const report = await serial.audit(Lossy);
    expect(report).toMatchObject({ confirmed: 4, pending: 0, voided: [], missing: [] });
    expect(report.free).toEqual(upTo(10).map((n) => L(n + 3)));
  });
});
