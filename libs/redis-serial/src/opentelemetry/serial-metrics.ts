import type { Meter } from '@opentelemetry/api';
import { RedisSerialError } from '../common/redis-serial.error.js';
import type { SerialEvents } from '../serial/serial-events.js';

const SERIES = 'redis_serial.series';
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
  const recoveries = meter.createCounter('redis_serial.recoveries', {
    description: 'Counters that went on above their ceilings after Redis lost numbers',
    unit: '{counter}',
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
    events.on('recovered', ({ series }) => {
      recoveries.add(1, of(series));
    }),
  ];
}
