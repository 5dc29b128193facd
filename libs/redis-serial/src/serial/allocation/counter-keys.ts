import type { KeySpace } from '../../redis/key-space.js';
import type { LedgerKeys } from '../../lua/gapless/ledger-functions.js';
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

  /** Those of a counter's reservations, the counter itself first. */
  ledger(call: CounterCall, period: string): LedgerKeys {
    const { series, scope } = call;
    const of = (kind: string): string => this.keys.key(kind, series.name, period, ...Object.values(scope));
    const counter = this.counter(call, period);
    return [counter, of('pending'), of('reserved'), of('free'), of('voided'), of('confirmed'), of('lost')];
  }

  replay(series: Series, idempotencyKey: string): string {
    return this.keys.key('replay', series.name, idempotencyKey);
  }
}
