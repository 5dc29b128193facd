import { jest } from '@jest/globals';
import { Logger, type INestApplication } from '@nestjs/common';
import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import {
  defineSeries,
  PeriodClosedError,
  SerialService,
  type Series,
  type SeriesDefinition,
} from 'nestjs-redis-serial';
import { upTo } from '../support/range.js';
import { testApp } from '../support/test-app.js';

const DAY = 86_400_000;
const Daily = defineSeries({ name: 'daily', pattern: '{date:yyyyMMdd}-{seq:3}', retention: '30d' });

describe('the series engine', () => {
  let server: RedisServer;
  let client: Redis;
  let app: INestApplication;
  let serials: SerialService;

  beforeAll(async () => {
    server = await startRedisServer();
    client = new Redis(server.url);
    app = await testApp({ connection: server.url });
    serials = app.get(SerialService);
  });
  afterAll(async () => {
    await app.close();
    client.disconnect();
    await server.stop();
  });
  afterEach(() => jest.restoreAllMocks());

  const scriptsRun = async (): Promise<number> => {
    const stats = await client.info('commandstats');
    const calls = [...stats.matchAll(/cmdstat_(?:eval|evalsha):calls=(\d+)/g)];
    return calls.reduce((sum, [, count]) => sum + Number(count), 0);
  };

  describe('documents of another date', () => {
    const at = new Date(Date.now() - 3 * DAY);
    const date = at.toISOString().slice(0, 10);

    it('are numbered in the period of their date, whose counter goes on', async () => {
      const text = date.replaceAll('-', '');
      expect(await serials.nextMany(Daily, 2, { at })).toEqual([`${text}-001`, `${text}-002`]);
      const issued = await serials.issue(Daily, { at: at.getTime() });
      expect(issued).toMatchObject({ text: `${text}-003`, period: date });
      expect(Math.abs(issued.issuedAt.getTime() - Date.now())).toBeLessThan(DAY / 24);
      expect(await serials.peek(Daily, { at })).toMatchObject({ value: 3, period: date });
      expect(await serials.advanceTo(Daily, 7, { at })).toBe(7);
      expect(await serials.peek(Daily)).toMatchObject({ value: 0 });
    });

    it('are refused when their period is closed, and never begun again at 1', async () => {
      const late = { at: new Date(Date.now() - 40 * DAY) };
      const period = late.at.toISOString().slice(0, 10);
      const closed = { code: 'PERIOD_CLOSED', series: 'daily', period };
      await expect(serials.next(Daily, late)).rejects.toMatchObject(closed);
      await expect(serials.peek(Daily, late)).rejects.toThrow(PeriodClosedError);
      await expect(serials.advanceTo(Daily, 5, late)).rejects.toThrow(PeriodClosedError);
      expect(await client.keys(`*${period}*`)).toEqual([]);
    });

    it('leave no counter behind for ever: it outlives its closing by a day', async () => {
      const [counter = ''] = await client.keys(`serial:counters:{daily#0}:${date}`);
      const closesAt = Date.parse(`${date}T00:00:00Z`) + 31 * DAY;
      expect(await client.pexpiretime(counter)).toBe(closesAt + DAY);
    });

    it('are refused when the text would not tell their century', async () => {
      const Short = defineSeries({ name: 'short', pattern: '{date:yyMMdd}-{seq:3}', retention: Infinity });
      await expect(serials.next(Short, { at: Date.UTC(1926, 1, 1) })).rejects.toMatchObject({
        code: 'OPTIONS',
        path: 'at',
      });
      expect(await serials.next(Short, { at: Date.UTC(2001, 1, 1) })).toBe('010201-001');
      expect(await client.pttl('serial:counters:{short#0}:2001-02-01')).toBe(-1);
    });
  });

  it('keeps a counter without periods for ever', async () => {
    await serials.next(defineSeries({ name: 'plain', pattern: '{seq:3}' }));
    expect(await client.pttl('serial:counters:{plain#0}:all')).toBe(-1);
  });

  it('widens where it may, else says that it is exhausted', async () => {
    const Wide = defineSeries({ name: 'wide', pattern: '{seq:1}', overflow: 'widen' });
    const texts = await serials.nextMany(Wide, 12);
    expect(texts.slice(-4)).toEqual(['9', '10', '11', '12']);
    expect(texts.map((text) => serials.parse(Wide, text).value)).toEqual(upTo(12));
    expect(await serials.peek(Wide)).toMatchObject({ value: 12, next: '13', remaining: 0, capacity: 9 });
  });

  it('serves those for whom there are enough when there are too few for all', async () => {
    const Few = defineSeries({ name: 'few', pattern: '{seq:2}' });
    await serials.advanceTo(Few, 89);
    const calls = [serials.nextMany(Few, 8), serials.nextMany(Few, 5), serials.next(Few), serials.next(Few)];
    const keyed = serials.next(Few, { idempotencyKey: 'late' });
    const results = await Promise.allSettled([...calls, keyed]);
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, true, false]);
    expect(await serials.peek(Few)).toMatchObject({ value: 99, remaining: 0, next: undefined });
  });

  it('says that it is exhausted when max was lowered below what was given', async () => {
    const lowered = (max: number): Series => defineSeries({ name: 'lowered', pattern: '{seq:3}', max });
    await serials.nextMany(lowered(500), 300);
    const other = await testApp({ connection: server.url });
    for (const mode of [undefined, 'k']) {
      const call = other.get(SerialService).next(lowered(200), { idempotencyKey: mode });
      await expect(call).rejects.toMatchObject({ code: 'SERIES_EXHAUSTED', value: 300, max: 200 });
    }
    await other.close();
  });

  it.each(['strict', 'buffered'] as const)('warns once of a counter near its end (%s)', async (mode) => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const definition: SeriesDefinition = { name: `ending-${mode}`, pattern: '{seq:2}', mode, warnAt: 0.8 };
    const Ending = defineSeries({ ...definition, buffer: { size: 5 } });
    await Promise.all(upTo(20).map(() => serials.next(Ending)));
    // That a loss may leave out much of so few was said when it was defined.
    expect(warn).toHaveBeenCalledTimes(1);
    for (let times = 0; times < 75; times++) await serials.next(Ending);
    expect(warn).toHaveBeenCalledTimes(2);
    expect(warn).toHaveBeenLastCalledWith(
      `Series "ending-${mode}" has used 80 of 99 numbers in period all; none can be given after it`,
    );
  });

  it('goes on above what was given when start and step are changed', async () => {
    await serials.nextMany(defineSeries({ name: 'moved', pattern: '{seq:4}' }), 17);
    const other = await testApp({ connection: server.url });
    const changed = defineSeries({ name: 'moved', pattern: '{seq:4}', start: 10, step: 10 });
    const again = other.get(SerialService);
    const texts = [
      await again.next(changed),
      await again.next(changed, { idempotencyKey: 'k' }),
      await again.next(changed),
    ];
    await other.close();
    const values = texts.map((text) => again.parse(changed, text).value);
    expect(values[0]).toBeGreaterThan(17);
    expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
  });

  describe('numbers that hide how many there are', () => {
    const Hidden = defineSeries({
      name: 'hidden',
      pattern: 'H{scramble:3}{check:mod37_36}',
      start: 0,
      secret: 's3',
    });

    it('give each number once, and can be read back by who has the secret', async () => {
      const texts = await serials.nextMany(Hidden, 1_000);
      expect(new Set(texts).size).toBe(1_000);
      expect(texts.map((text) => serials.parse(Hidden, text).value)).toEqual(upTo(1_000).map((n) => n - 1));
      expect(texts.filter((text, index) => index > 0 && text > (texts[index - 1] ?? '')).length).toBeLessThan(
        600,
      );
      await expect(serials.next(Hidden)).rejects.toMatchObject({ code: 'SERIES_EXHAUSTED' });
    });

    it('differ from period to period', async () => {
      const Days = defineSeries({ name: 'days', pattern: '{date:yyyyMMdd}-{scramble:9}', secret: 's' });
      const days = upTo(5).map((day) => ({ at: Date.now() - day * DAY }));
      const firsts = await Promise.all(days.map((day) => serials.next(Days, day)));
      expect(new Set(firsts.map((text) => text.slice(9))).size).toBe(5);
    });
  });

  describe('idempotency keys', () => {
    const Order = defineSeries({
      name: 'order',
      pattern: '{store}-{date:yyyy}-{seq:5}',
      idempotencyTtl: '1h',
    });
    const scope = { store: 'SH' };

    it('answer the same number again, saying so, and cost no further round trip', async () => {
      await serials.next(Order, { scope, idempotencyKey: 'warm up' });
      const before = await scriptsRun();
      const first = await serials.issue(Order, { scope, idempotencyKey: 'a' });
      expect(await scriptsRun()).toBe(before + 1);
      const again = await serials.issue(Order, { scope, idempotencyKey: 'a' });
      expect(again).toEqual({ ...first, replayed: true });
      expect(first.replayed).toBe(false);
      const key = 'serial:replay:{order#0}:a';
      expect(await client.pttl(key)).toBeGreaterThan(3_500_000);
    });

    it('answer as many numbers again as were given', async () => {
      const texts = await serials.nextMany(Order, 3, { scope, idempotencyKey: 'three' });
      expect(await serials.nextMany(Order, 3, { scope, idempotencyKey: 'three' })).toEqual(texts);
      await expect(serials.nextMany(Order, 4, { scope, idempotencyKey: 'three' })).rejects.toMatchObject({
        code: 'OPTIONS',
        path: 'idempotencyKey',
      });
    });

    it('never give one tenant the number of another', async () => {
      await serials.next(Order, { scope, idempotencyKey: 'mine' });
      const theirs = serials.next(Order, { scope: { store: 'BJ' }, idempotencyKey: 'mine' });
      await expect(theirs).rejects.toThrow('for another {store}');
    });

    it('keep the date of the number, whatever the date of the repetition', async () => {
      const at = Date.UTC(2026, 0, 5);
      const first = await serials.next(Order, { scope, at, idempotencyKey: 'dated' });
      expect(await serials.next(Order, { scope, idempotencyKey: 'dated' })).toBe(first);
    });

    it('are told apart in one group of calls, and share it with calls that have none', async () => {
      const keys = ['g1', undefined, 'g2', 'g1', undefined, 'g2'];
      const calls = keys.map((idempotencyKey) => serials.issue(Order, { scope, idempotencyKey }));
      const issued = await Promise.all(calls);
      const [first = 0] = issued.map(({ value }) => value);
      expect(issued.map(({ value }) => value - first)).toEqual([0, 1, 2, 0, 3, 2]);
      expect(issued.map(({ replayed }) => replayed)).toEqual([false, false, false, true, false, true]);
    });
  });
});
