import type { KeySpace } from '../../redis/key-space.js';
import type { ReservationKeys } from '../../lua/gapless/reservation-keys.js';
import type { Series } from '../series.js';
import type { CounterCall } from './number-request.js';

/** The keys of counters and of what was given under idempotency keys: all of a series in one slot of a Cluster. */
export class CounterKeys {
  private lastCall: CounterCall | undefined;
  private lastPeriod = '';
  private lastKey = '';

  constructor(private readonly keys: KeySpace) {}

  /** The key of a counter; remembers the last, which is mostly asked for again. */
  counter(call: CounterCall, period: string): string {
    if (call !== this.lastCall || period !== this.lastPeriod) {
      this.lastKey = this.keys.key('counter', call.series.name, period, ...Object.values(call.scope));
      this.lastCall = call;
      this.lastPeriod = period;
    }
    return this.lastKey;
  }

  /** Those of a counter's reservations, and the counter itself. */
  reservations(call: CounterCall, period: string): ReservationKeys {
    const { series, scope } = call;
    const of = (kind: string): string => this.keys.key(kind, series.name, period, ...Object.values(scope));
    return {
      counter: this.counter(call, period),
      pending: of('pending'),
      reserved: of('reserved'),
      free: of('free'),
      voided: of('voided'),
      confirmed: of('confirmed'),
      lost: of('lost'),
    };
  }

  replay(series: Series, idempotencyKey: string): string {
    return this.keys.key('replay', series.name, idempotencyKey);
  }
}
