import type { Duration } from '../common/duration.js';
import type { Durability } from './durability/durability.options.js';
import type { GaplessOptions } from './gapless/gapless.options.js';
import type { MonthsUnit, YearStart } from './period/calendar.options.js';
import type { PeriodOf } from './period/period-finder.js';
import type { ResetUnit } from './period/period.js';

/** What a kind of number looks like and how it counts. */
export interface SeriesDefinition<
  Pattern extends string = string,
  CounterPer extends readonly string[] = readonly string[],
> {
  /**
   * Names the series in Redis, errors and logs. Must be unique in the app, and stay for as long as its numbers matter.
   */
  readonly name: string;
  /** What a number looks like, such as `'ORD-{store}-{date:yyyyMMdd}-{seq:6}'`. */
  readonly pattern: Pattern;
  /**
   * The IANA time zone whose calendar decides dates and periods.
   * @defaultValue 'UTC'
   */
  readonly timeZone?: string | undefined;
  /**
   * When the counter begins again; `{ months: 2 }` counts from the beginning of the fiscal year.
   * @defaultValue the finest unit that the pattern's dates name, or 'never'
   */
  readonly resetEvery?: ResetUnit | MonthsUnit | undefined;
  /**
   * When fiscal years begin: a month, 1 to 12, or a day of it up to the 28th, such as `{ month: 4, day: 6 }`.
   * @defaultValue 1
   */
  readonly fiscalYearStart?: number | YearStart | undefined;
  /**
   * When business days begin, such as `'04:00'`: what is numbered before belongs to the day before, and so to its
   * week, month and year. Hours and minutes are shown as the clock has them.
   * @defaultValue '00:00'
   */
  readonly dayStart?: string | undefined;
  /**
   * Names the periods of a calendar of one's own, such as a 4-4-5 calendar, in place of `resetEvery`. It must answer
   * the same for every instant of a period. The pattern shows the id as `{period}`, or else the day.
   */
  readonly period?: PeriodOf | undefined;
  /**
   * The first number of each period.
   * @defaultValue 1
   */
  readonly start?: number | undefined;
  /**
   * How far apart two neighbouring numbers are.
   * @defaultValue 1
   */
  readonly step?: number | undefined;
  /**
   * The last number of each period; `overflow` says what comes after it.
   * @defaultValue the highest number that the counter's digits hold
   */
  readonly max?: number | undefined;
  /**
   * What comes after `max`: `'error'` a `SeriesExhaustedError`, `'widen'` numbers with as many digits as they need.
   * @defaultValue 'error'
   */
  readonly overflow?: 'error' | 'widen' | undefined;
  /**
   * The share of the numbers up to `max` that may be used before a warning is logged, once for each period and scope.
   * Above 0, and 1 at most.
   * @defaultValue 0.9
   */
  readonly warnAt?: number | undefined;
  /**
   * How numbers are handed out:
   * - `'strict'`: in the order of the calls over all processes, none left out.
   * - `'buffered'`: from blocks fetched ahead, unique over all processes and rising within each.
   * - `'gapless'`: reserved first, then confirmed or cancelled, so that none is missing in the end.
   * @defaultValue 'strict'
   */
  readonly mode?: 'strict' | 'buffered' | 'gapless' | undefined;
  /** Blocks of mode `'buffered'`. */
  readonly buffer?: BufferOptions | undefined;
  /** Reservations of mode `'gapless'`. */
  readonly gapless?: GaplessOptions | undefined;
  /**
   * The variables that have counters of their own. One that the pattern does not show is hidden: its numbers repeat
   * those of others, as every tenant has its `INV-2026-0001`, and what is unique is the pair. One of the pattern that
   * it leaves out is a label: shown and read back, and counted together with other labels.
   * @defaultValue all variables of the pattern
   */
  readonly counterPer?: CounterPer | undefined;
  /**
   * The digits of `{seq:N}`, lowest first: 2 to 256 different characters, such as `'23456789ABCDEFGHJKLMNPQRSTUVWXYZ'`.
   * @defaultValue '0123456789'
   */
  readonly alphabet?: string | undefined;
  /**
   * How many characters a number may have, such as those of a column. A pattern whose texts could be longer is refused,
   * and so is a value of a variable with which they would be.
   */
  readonly maxLength?: number | undefined;
  /** The key of `{scramble}`: a long random text. Keep it for as long as the numbers must be read. Never logged. */
  readonly secret?: string | undefined;
  /**
   * How the series is guarded against giving a number twice after Redis lost data.
   * @defaultValue the module's `durability`, which is 'fenced' by default
   */
  readonly durability?: Durability | undefined;
  /**
   * How long the same `idempotencyKey` gets the same number.
   * @defaultValue '24h'
   */
  readonly idempotencyTtl?: Duration | undefined;
  /**
   * How long a period's counter is kept after the period ended. Until then `at` can still number documents in that
   * period; later calls fail with `PeriodClosedError`. `Infinity` keeps counters for ever. Shortening it is safe at any
   * time. Before you lengthen it, make sure that nobody numbers documents in a period whose counter is gone already: it
   * would begin again.
   * @defaultValue '400d'
   */
  readonly retention?: Duration | undefined;
  /**
   * Over how many slots of a Cluster the counters of its scopes are spread, 1 to 64. 8 suits more than 100,000 scopes
   * in a period, and lets the nodes of a Cluster share the load. To change it later takes another name or text.
   * @defaultValue 1
   */
  readonly shards?: number | undefined;
  /**
   * The fingerprint in a `SeriesChangedError`: lets the edit pass that was refused with it, after which a number may
   * come twice unless you know better. Remove it after the deployment.
   */
  readonly acceptChange?: string | undefined;
}

/** Blocks of mode `'buffered'`. */
export interface BufferOptions {
  /**
   * The least size of a block, which is also how many numbers a process may leave out when it dies. `'auto'` begins at
   * 16 and follows the rate of calls.
   * @defaultValue 1000
   */
  readonly size?: number | 'auto' | undefined;
}
