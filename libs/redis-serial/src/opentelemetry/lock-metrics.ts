import type { Meter } from '@opentelemetry/api';
import type { LockEvents } from '../lock/lock-events.js';

const WAITS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * Measures the locks of this process, all keys together, since there are too many keys. Returns functions that end it.
 */
export function measureLocks(meter: Meter, events: LockEvents): (() => void)[] {
  const waits = meter.createHistogram('redis_serial.lock.wait.duration', {
    description: 'How long it took to get a lock',
    unit: 's',
    advice: { explicitBucketBoundaries: WAITS },
  });
  const holds = meter.createHistogram('redis_serial.lock.hold.duration', {
    description: 'How long a lock was held',
    unit: 's',
    advice: { explicitBucketBoundaries: WAITS },
  });
  const held = meter.createUpDownCounter('redis_serial.lock.held', {
    description: 'How many locks are held',
    unit: '{lock}',
  });
  const timeouts = meter.createCounter('redis_serial.lock.timeouts', {
    description: 'Calls that did not get a lock in time',
    unit: '{timeout}',
  });
  const lost = meter.createCounter('redis_serial.lock.lost', {
    description: 'Locks that were lost while they were held',
    unit: '{lock}',
  });
  return [
    events.on('acquired', ({ waitedMs }) => {
      waits.record(waitedMs / 1000);
      held.add(1);
    }),
    events.on('released', ({ heldMs }) => {
      holds.record(heldMs / 1000);
      held.add(-1);
    }),
    events.on('lost', ({ heldMs }) => {
      holds.record(heldMs / 1000);
      held.add(-1);
      lost.add(1);
    }),
    events.on('timeout', ({ waitedMs }) => {
      waits.record(waitedMs / 1000, { 'error.type': 'LOCK_TIMEOUT' });
      timeouts.add(1);
    }),
  ];
}
