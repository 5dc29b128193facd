import type { Meter } from '@opentelemetry/api';
import { RedisSerialError } from '../common/redis-serial.error.js';
import type { SerialEvents } from '../serial/serial-events.js';

const SERIES = 'redis_serial.series';
const WAITS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30];
const GROUPS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/**
 * Measures the numbers of this process by series, not by scope, since there are too many. Returns functions that end
 * it.
 */
export function measureSerials(meter: Meter, events: SerialEvents): (() => void)[] {
  const issued = meter.createCounter('redis_serial.numbers.issued', {
    description: 'Numbers that were given',
    unit: '{number}',
  });
  const replayed = meter.createCounter('redis_serial.numbers.replayed', {
    description: 'Numbers that were given again for their idempotency keys',
    unit: '{number}',
  });
  const groups = meter.createHistogram('redis_serial.group.size', {
    description: 'Calls that went to Redis together',
    unit: '{call}',
    advice: { explicitBucketBoundaries: GROUPS },
  });
  const warnings = meter.createCounter('redis_serial.series.warnings', {
    description: 'Periods that passed the share of their numbers at which to warn',
    unit: '{period}',
  });
  const failures = meter.createCounter('redis_serial.failures', {
    description: 'Calls that got no number',
    unit: '{call}',
  });
  const losses = meter.createCounter('redis_serial.losses', {
    description: 'Losses of data in Redis after which this process said what it was given',
    unit: '{loss}',
  });
  const recoveries = meter.createCounter('redis_serial.recoveries', {
    description: 'Losses whose recovery this process ended',
    unit: '{loss}',
  });
  const leftOut = meter.createCounter('redis_serial.numbers.left_out', {
    description:
      'Numbers that each counter of a shard left out after a loss whose recovery this process ended',
    unit: '{number}',
  });
  const waits = meter.createHistogram('redis_serial.wait.duration', {
    description: 'How long calls waited until their numbers were safe from a loss',
    unit: 's',
    advice: { explicitBucketBoundaries: WAITS },
  });
  const capacity = meter.createGauge('redis_serial.series.used', {
    description: "The share of a period's numbers that is used up, of the scope that was given a number last",
    unit: '1',
  });
  const of = (series: string): Record<string, string> => ({ [SERIES]: series });
  return [
    events.on('issued', (event) => {
      (event.replayed ? replayed : issued).add(event.count, of(event.series));
      capacity.record(event.used, of(event.series));
    }),
    events.on('grouped', ({ series, calls }) => {
      groups.record(calls, of(series));
    }),
    events.on('nearEnd', ({ series }) => {
      warnings.add(1, of(series));
    }),
    events.on('exhausted', ({ series }) => {
      failures.add(1, { ...of(series), 'error.type': 'SERIES_EXHAUSTED' });
    }),
    events.on('failed', ({ series, error }) => {
      const type = error instanceof RedisSerialError ? error.code : '_OTHER';
      failures.add(1, { ...of(series), 'error.type': type });
    }),
    events.on('lost', ({ series }) => {
      losses.add(1, of(series));
    }),
    events.on('recovered', (event) => {
      // Each process that took part tells of it: they are added up.
      if (!event.endedHere) return;
      recoveries.add(1, { ...of(event.series), 'redis_serial.exact': event.exact });
      leftOut.add(event.leftOut ?? 0, of(event.series));
    }),
    events.on('waited', ({ series, why, ms }) => {
      waits.record(ms / 1000, { ...of(series), 'redis_serial.wait.reason': why });
    }),
  ];
}
