import { setImmediate as turn } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { type INestApplication, Injectable, Logger } from '@nestjs/common';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { Redis } from 'ioredis';
import {
  defineSeries,
  LockEvents,
  LockService,
  SerialEvents,
  SerialService,
  WithLock,
} from 'nestjs-redis-serial';
import { RedisSerialTelemetryModule } from 'nestjs-redis-serial/opentelemetry';
import { eventually } from '../support/eventually.js';
import { upTo } from '../support/range.js';
import { testApp } from '../support/test-app.js';
import { testRedis, type TestRedis } from '../support/test-redis.js';

const OrderNo = defineSeries({ name: 'order', pattern: 'O-{seq:1}', warnAt: 0.5 });
const Fast = defineSeries({ name: 'fast', pattern: 'F-{store}-{seq:6}', mode: 'buffered' });

const spans = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });

@Injectable()
class Shop {
  @WithLock('order:{0}', { wait: 0 })
  async pay(id: string): Promise<string> {
    const span = tracerProvider.getTracer('shop').startSpan('query');
    await turn();
    span.end();
    return id;
  }
}

describe('events and telemetry', () => {
  let redis: TestRedis;
  let app: INestApplication;
  let locks: LockService;
  let serials: SerialService;

  const start = async (imports: object[] = []): Promise<void> => {
    const options = {
      connection: redis.url,
      keyPrefix: `${redis.keyPrefix}-${Math.random()}`,
      doctor: 'off',
    } as const;
    app = await testApp(
      { ...options, series: [OrderNo, Fast] },
      { imports: imports as never[], providers: [Shop] },
    );
    locks = app.get(LockService);
    serials = app.get(SerialService);
  };

  beforeAll(async () => {
    redis = await testRedis();
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await app.close();
  });
  afterAll(async () => {
    context.disable();
    await tracerProvider.shutdown();
    await redis.stop();
  });

  it('tells what happens to locks, until one listens no more', async () => {
    await start();
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const events = app.get(LockEvents);
    const told: unknown[] = [];
    const ends = (['acquired', 'released', 'lost', 'timeout'] as const).map((name) =>
      events.on(name, ({ key }) => told.push([name, key])),
    );
    const lock = await locks.acquire('a', { ttl: 200 });
    await locks.tryAcquire('a');
    await locks.forceRelease('a');
    await new Promise((resolve) => {
      lock.signal.addEventListener('abort', resolve);
    });
    await locks.withLock('b', () => undefined);
    expect(told).toEqual([
      ['acquired', 'a'],
      ['timeout', 'a'],
      ['lost', 'a'],
      ['acquired', 'b'],
      ['released', 'b'],
    ]);
    for (const end of ends) end();
    await locks.withLock('c', () => undefined);
    expect(told).toHaveLength(5);
  });

  it('tells what happens to numbers', async () => {
    await start();
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const events = app.get(SerialEvents);
    const told: unknown[] = [];
    const names = ['issued', 'grouped', 'nearEnd', 'exhausted', 'failed', 'recovered'] as const;
    for (const name of names) events.on(name, (event) => told.push({ name, ...event }));
    await serials.nextMany(OrderNo, 6, { idempotencyKey: 'k' });
    await serials.nextMany(OrderNo, 6, { idempotencyKey: 'k' });
    await expect(serials.nextMany(OrderNo, 4)).rejects.toThrow();
    const given = { series: 'order', scope: {}, period: 'all', value: 6, count: 6, used: 6 / 9 };
    expect(told).toMatchObject([
      { name: 'grouped', series: 'order', calls: 1, count: 6 },
      { name: 'issued', ...given, replayed: false },
      { name: 'nearEnd', ...given },
      { name: 'grouped' },
      { name: 'issued', ...given, replayed: true },
      { name: 'grouped' },
      { name: 'exhausted', series: 'order', error: { code: 'SERIES_EXHAUSTED' } },
    ]);
    told.length = 0;
    await serials.next(Fast, { scope: { store: 'a' } });
    expect(told).toMatchObject([{ name: 'issued', series: 'fast', scope: { store: 'a' }, count: 1 }]);
  });

  it('is not hurt by a listener that throws', async () => {
    await start();
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    app.get(LockEvents).on('acquired', () => {
      throw new Error('of the listener');
    });
    expect(await locks.withLock('a', () => 7)).toBe(7);
    expect(logged).toHaveBeenCalledWith('A listener of "acquired" failed: of the listener');
  });

  it('makes spans, with the work under a lock below the span of its hold', async () => {
    await start([RedisSerialTelemetryModule.forRoot({ tracerProvider })]);
    spans.reset();
    await app.get(Shop).pay('7');
    await using lock = await locks.acquire('order:8');
    await expect(app.get(Shop).pay('8')).rejects.toThrow();
    await serials.nextMany(OrderNo, 2);
    expect(lock.signal.aborted).toBe(false);
    const made = spans.getFinishedSpans();
    const [first, query, hold, , busy, issue] = made;
    expect(made.map(({ name }) => name)).toEqual([
      'lock.acquire',
      'query',
      'lock.hold',
      'lock.acquire',
      'lock.acquire',
      'serial.issue',
    ]);
    expect(query?.parentSpanContext?.spanId).toBe(hold?.spanContext().spanId);
    expect(first?.attributes).toEqual({ 'redis_serial.lock.key': 'order:7', 'db.system.name': 'redis' });
    expect(hold?.attributes).toMatchObject({ 'redis_serial.lock.fence': expect.any(Number) as number });
    expect(busy?.status.code).toBe(SpanStatusCode.ERROR);
    expect(busy?.attributes).toMatchObject({ 'error.type': 'LOCK_TIMEOUT' });
    expect(issue?.attributes).toMatchObject({ 'redis_serial.series': 'order', 'redis_serial.count': 2 });
    expect(trace.getActiveSpan()).toBeUndefined();
  });

  it('counts and times', async () => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
    const meterProvider = new MeterProvider({ readers: [reader] });
    await start([RedisSerialTelemetryModule.forRoot({ meterProvider })]);
    await Promise.all(upTo(5).map(() => serials.next(OrderNo)));
    await expect(serials.nextMany(OrderNo, 9)).rejects.toThrow();
    await serials.next(Fast, { scope: { store: 'a' } });
    await locks.withLock('a', () => locks.tryAcquire('a'));
    await using held = await locks.acquire('b');
    await meterProvider.forceFlush();
    expect(held.key).toBe('b');

    const found = metricsIn(exporter);
    const points = (name: string): unknown[] =>
      (found.get(`redis_serial.${name}`)?.dataPoints ?? []).map(({ attributes, value }) => {
        const counted = typeof value === 'number' ? value : (value as { count: number }).count;
        return [attributes['redis_serial.series'] ?? attributes['error.type'] ?? '', counted];
      });
    expect(points('numbers.issued')).toEqual([
      ['order', 5],
      ['fast', 1],
    ]);
    expect(points('group.size')).toEqual([['order', 2]]);
    expect(points('series.used')).toContainEqual(['order', 5 / 9]);
    expect(points('series.warnings')).toEqual([['order', 1]]);
    expect(points('failures')).toEqual([['order', 1]]);
    expect(points('lock.wait.duration')).toEqual([
      ['', 2],
      ['LOCK_TIMEOUT', 1],
    ]);
    expect(points('lock.hold.duration')).toEqual([['', 1]]);
    expect(points('lock.held')).toEqual([['', 1]]);
    expect(points('lock.timeouts')).toEqual([['', 1]]);
    expect(found.get('redis_serial.lock.wait.duration')?.unit).toBe('s');
    await meterProvider.shutdown();
  });

  it('counts losses, and times those who wait for their end', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
    const meterProvider = new MeterProvider({ readers: [reader] });
    await start([RedisSerialTelemetryModule.forRoot({ meterProvider })]);
    await serials.next(OrderNo);
    const client = new Redis(redis.url);
    await client.del(await client.keys(`${redis.keyPrefix}*:series:{order#0}`));
    await client.quit();
    await serials.next(OrderNo);
    await eventually('the end was told', async () => {
      await meterProvider.forceFlush();
      return metricsIn(exporter).has('redis_serial.recoveries');
    });
    const found = metricsIn(exporter);
    const last = (name: string) => found.get(`redis_serial.${name}`)?.dataPoints.at(-1);
    const of = { 'redis_serial.series': 'order' };
    expect(last('losses')).toMatchObject({ value: 1, attributes: of });
    expect(last('recoveries')).toMatchObject({ value: 1, attributes: { ...of, 'redis_serial.exact': true } });
    expect(last('numbers.left_out')).toMatchObject({ value: 0, attributes: of });
    expect(last('wait.duration')?.attributes).toEqual({ ...of, 'redis_serial.wait.reason': 'recovering' });
    await meterProvider.shutdown();
  });
});

function metricsIn(exporter: InMemoryMetricExporter) {
  const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
  return new Map(
    metrics
      .flatMap((one) => one.metrics)
      .map(({ descriptor, dataPoints }) => [descriptor.name, { unit: descriptor.unit, dataPoints }] as const),
  );
}
