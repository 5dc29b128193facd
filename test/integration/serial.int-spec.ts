import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import {
  defineSeries,
  OptionsError,
  SerialService,
  SeriesExhaustedError,
  SeriesUnknownError,
} from 'nestjs-redis-serial';
import { upTo } from '../support/range.js';
import { testApp } from '../support/test-app.js';
import { testRedis, type TestRedis } from '../support/test-redis.js';

const HOUR = 3_600_000;
const Order = defineSeries({
  name: 'order',
  pattern: 'ORD-{store}-{date:yyyyMMdd}-{seq:6}',
  timeZone: 'Asia/Shanghai',
});
const Tens = defineSeries({ name: 'tens', pattern: '{seq:3}', start: 10, step: 10, max: 50 });
const Hex = defineSeries({ name: 'hex', pattern: 'X{seq:4:16}', start: 250 });

describe('SerialService', () => {
  let redis: TestRedis;
  let client: Redis;
  let app: INestApplication;
  let serials: SerialService;

  beforeAll(async () => {
    redis = await testRedis();
    client = new Redis(redis.url);
    app = await testApp({ connection: redis.url, keyPrefix: redis.keyPrefix, series: [Order] });
    serials = app.get(SerialService);
  });
  afterAll(async () => {
    await app.close();
    client.disconnect();
    await redis.stop();
  });
  afterEach(() => jest.restoreAllMocks());

  /** Today in Shanghai by the server's clock, as the pattern writes it. */
  const today = async (): Promise<string> => {
    const [seconds] = await client.time();
    return new Date(Number(seconds) * 1000 + 8 * HOUR).toISOString().slice(0, 10).replaceAll('-', '');
  };

  it('gives 1, 2, 3, … for each value of a variable by itself', async () => {
    const date = await today();
    expect(await serials.next(Order, { scope: { store: 'SH' } })).toBe(`ORD-SH-${date}-000001`);
    expect(await serials.next('order', { scope: { store: 'SH' } })).toBe(`ORD-SH-${date}-000002`);
    expect(await serials.next(Order, { scope: { store: 'BJ' } })).toBe(`ORD-BJ-${date}-000001`);
    expect(await serials.next(Order, { scope: { store: 7 } })).toBe(`ORD-7-${date}-000001`);
  });

  it('gives each number once, in the order of the calls, to callers side by side', async () => {
    const texts = await Promise.all(upTo(500).map(() => serials.next(Order, { scope: { store: 'MANY' } })));
    const values = texts.map((text) => serials.parse(Order, text).value);
    expect(values).toEqual(upTo(500));
  });

  it('gives many consecutive ones at once', async () => {
    const scope = { store: 'BULK' };
    const both = await Promise.all([
      serials.nextMany(Order, 1000, { scope }),
      serials.nextMany(Order, 500, { scope }),
    ]);
    expect(both.flat().map((text) => serials.parse(Order, text).value)).toEqual(upTo(1500));
    await expect(serials.nextMany(Order, 0, { scope })).rejects.toThrow('count: expected a whole number');
    await expect(serials.nextMany(Order, 1.5, { scope })).rejects.toThrow(OptionsError);
  });

  it('tells all that is known of a number', async () => {
    const issued = await serials.issue(Order, { scope: { store: 'ISSUE' } });
    const date = await today();
    expect(issued).toMatchObject({
      text: `ORD-ISSUE-${date}-000001`,
      value: 1,
      series: 'order',
      scope: { store: 'ISSUE' },
      period: `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`,
      replayed: false,
    });
    expect(Math.abs(issued.issuedAt.getTime() - Date.now())).toBeLessThan(HOUR);
  });

  it('shows where a counter stands and takes nothing', async () => {
    const scope = { store: 'PEEK' };
    const date = await today();
    const untouched = {
      value: 0,
      next: `ORD-PEEK-${date}-000001`,
      remaining: 999_999,
      capacity: 999_999,
      pending: 0,
    };
    expect(await serials.peek(Order, { scope })).toMatchObject(untouched);
    expect(await serials.peek(Order, { scope })).toMatchObject(untouched);
    await serials.next(Order, { scope });
    expect(await serials.peek(Order, { scope })).toMatchObject({ value: 1, remaining: 999_998 });
  });

  it('advances a counter to where an older system stands, never back', async () => {
    const scope = { store: 'MOVED' };
    expect(await serials.advanceTo(Order, 500, { scope })).toBe(500);
    expect(await serials.next(Order, { scope })).toContain('-000501');
    expect(await serials.advanceTo(Order, 100, { scope })).toBe(501);
    expect(await serials.next(Order, { scope })).toContain('-000502');
    await expect(serials.advanceTo(Order, 1_000_000, { scope })).rejects.toThrow(
      'value: expected a whole number, 0 to 999999',
    );
    await expect(serials.advanceTo(Order, -1, { scope })).rejects.toThrow(OptionsError);
  });

  it('goes from start to max by step, then says that it is exhausted, for all callers and for good', async () => {
    expect(await serials.next(Tens)).toBe('010');
    expect(await serials.advanceTo(Tens, 15)).toBe(15);
    expect(await serials.next(Tens)).toBe('020');
    await expect(serials.nextMany(Tens, 4)).rejects.toThrow(SeriesExhaustedError);
    expect(await serials.nextMany(Tens, 3)).toEqual(['030', '040', '050']);
    await expect(serials.next(Tens)).rejects.toMatchObject({
      code: 'SERIES_EXHAUSTED',
      series: 'tens',
      period: 'all',
      value: 50,
      max: 50,
    });
    expect(await serials.peek(Tens)).toMatchObject({ value: 50, next: undefined, remaining: 0, capacity: 5 });
  });

  it('counts in other radices', async () => {
    expect(await serials.nextMany(Hex, 7)).toEqual([
      'X00FA',
      'X00FB',
      'X00FC',
      'X00FD',
      'X00FE',
      'X00FF',
      'X0100',
    ]);
  });

  it('goes by the clock of the server, whatever the clock of the app server says', async () => {
    const date = await today();
    const realNow = Date.now.bind(Date);
    for (const wrongBy of [26 * HOUR, -26 * HOUR, 400 * 24 * HOUR]) {
      jest.spyOn(Date, 'now').mockImplementation(() => realNow() + wrongBy);
      const other = await testApp({ connection: redis.url, keyPrefix: redis.keyPrefix });
      const issued = await other.get(SerialService).issue(Order, { scope: { store: 'CLOCK' } });
      await other.close();
      expect(issued.text).toContain(`-${date}-`);
      expect(Math.abs(issued.issuedAt.getTime() - realNow())).toBeLessThan(HOUR);
    }
    expect(await serials.peek(Order, { scope: { store: 'CLOCK' } })).toMatchObject({ value: 3 });
  });

  it('counts bare counters', async () => {
    expect(await serials.increment('visits')).toBe(1);
    expect(await serials.increment('visits', 10)).toBe(11);
    const key = `${redis.keyPrefix}:bare:{visits}`;
    await client.set(key, String(Number.MAX_SAFE_INTEGER));
    await expect(serials.increment('visits')).rejects.toThrow(OptionsError);
    expect(await client.get(key)).toBe(String(Number.MAX_SAFE_INTEGER));
    await expect(serials.increment('', 1)).rejects.toThrow(OptionsError);
    await expect(serials.increment('visits', 0)).rejects.toThrow(OptionsError);
  });

  it('refuses what it does not know, and takes nothing', async () => {
    await expect(serials.next('nothing')).rejects.toThrow(SeriesUnknownError);
    await expect(serials.next('order', { scope: { store: 'S', shop: 'x' } })).rejects.toThrow('scope.shop');
    await expect(serials.next('order')).rejects.toThrow('scope.store');
    await expect(
      serials.next('order', { scope: { store: 'S' }, idempotancyKey: 'k' } as object),
    ).rejects.toThrow('idempotancyKey: there is no such option');
    const wrongs = [
      { idempotencyKey: '' },
      { at: 'yesterday' },
      { at: new Date(NaN) },
      { signal: 7 },
      { at: 0.5 },
    ];
    for (const wrong of wrongs) {
      const [path] = Object.keys(wrong);
      const call = serials.next('order', { scope: { store: 'S' }, ...wrong } as object);
      await expect(call).rejects.toMatchObject({ code: 'OPTIONS', path });
    }
    await expect(serials.next({ name: 'raw', pattern: '{seq:6}' } as never)).rejects.toThrow(OptionsError);
    const impostor = defineSeries({ name: 'order', pattern: 'X{seq:6}' });
    await expect(serials.next(impostor)).rejects.toThrow('two different series have this name');
    expect(await serials.peek(Order, { scope: { store: 'S' } })).toMatchObject({ value: 0 });
  });

  it('gives up before it takes a number when the signal has aborted', async () => {
    const scope = { store: 'ABORT' };
    const signal = AbortSignal.abort(new Error('never mind'));
    await expect(serials.next(Order, { scope, signal })).rejects.toThrow('never mind');
    expect(await serials.peek(Order, { scope })).toMatchObject({ value: 0 });
  });

  it('says so when another program keeps something else under the key', async () => {
    const key = `${redis.keyPrefix}:bare:{taken}`;
    await client.lpush(key, 'x');
    await expect(serials.increment('taken')).rejects.toMatchObject({ code: 'OPTIONS', path: 'keyPrefix' });
    await client.del(key);
    await client.set(key, 'not a number');
    await expect(serials.increment('taken')).rejects.toMatchObject({ code: 'OPTIONS', path: 'keyPrefix' });
    expect(await client.get(key)).toBe('not a number');
  });

  it('keeps all its keys behind the prefix', async () => {
    const name = randomUUID();
    await serials.increment(name);
    await serials.next(defineSeries({ name, pattern: '{x}-{seq:3}' }), { scope: { x: 'a' } });
    const keys = await client.keys(`*${name}*`);
    expect(keys.sort()).toEqual([
      `${redis.keyPrefix}:bare:{${name}}`,
      `${redis.keyPrefix}:counters:{${name}#0}:all`,
      `${redis.keyPrefix}:series:{${name}#0}`,
    ]);
  });
});
