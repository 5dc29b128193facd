import type { CounterCall } from '../allocation/number-request.js';
import type { CalendarMinute } from '../period/series-calendar.js';
import type { ShardPeriod } from './shard-period.js';

/** What is wanted of one counter of a shard. */
export interface Want {
  readonly call: CounterCall;
  /** How many numbers; or to what the counter is to be lifted. */
  readonly numbers: number;
  readonly lifts?: 'noted' | 'unnoted';
  readonly idempotencyKey?: string | undefined;
}

/** What came of it. */
export interface TakenOf {
  readonly want: Want;
  readonly period: ShardPeriod;
  readonly minute: CalendarMinute;
  /** The server's clock, in ms since 1970. */
  readonly now: number;
  readonly outcome: 'taken' | 'exhausted' | 'closed' | 'replayed' | 'lifted' | 'raised';
  /**
   * The highest number taken; where there were too few, the highest that was taken before; where the counter was lifted
   * only just, for how many ms it gives none.
   */
  readonly last: number;
  /** The record of what the idempotency key was given: now, or earlier if it is `replayed`. */
  readonly record: string | undefined;
}
