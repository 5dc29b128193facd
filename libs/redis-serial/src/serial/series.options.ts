import * as v from 'valibot';
import {
  durationBetween,
  oneOf,
  optionsObject,
  describeValue,
  wholeNumber,
} from '../common/check-options.js';
import { lookAlikeTrouble } from '../common/look-alikes.js';
import type { Duration } from '../common/duration.js';
import { durabilitySchema, type Durability } from './durability/durability.options.js';
import { gaplessSchema, type GaplessOptions } from './gapless/gapless.options.js';
import { calendarEntries, type MonthsUnit, type YearStart } from './period/calendar.options.js';
import { isVariable } from './pattern/tokens.js';
import { isAlphabet } from './pattern/alphabets.js';
import { isTimeZone } from './period/calendar.js';
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
   * The variables that have counters of their own. One that the pattern does not show is hidden: its numbers repeat those
   * of others, as every tenant has its `INV-2026-0001`, and what is unique is the pair. One of the pattern that it leaves
   * out is a label: shown and read back, and counted together with other labels.
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

const TEN_YEARS_MS = 3_653 * 86_400_000;
const FINGERPRINT = /^[\w-]{16}$/;

/** Checks each option by itself; `defineSeries` checks how they fit together. */
export const seriesSchema = optionsObject({
  name: text('a name, such as "order"', 100),
  pattern: text('a pattern, such as "ORD-{date:yyyyMMdd}-{seq:6}"', 500),
  timeZone: v.optional(
    v.custom<string>(
      (zone) => typeof zone === 'string' && isTimeZone(zone),
      (issue) => `expected an IANA time zone, such as 'Asia/Shanghai', got ${describeValue(issue.input)}`,
    ),
    'UTC',
  ),
  ...calendarEntries,
  start: v.optional(wholeNumber(0), 1),
  step: v.optional(wholeNumber(1), 1),
  max: v.optional(wholeNumber(0)),
  overflow: v.optional(oneOf(['error', 'widen']), 'error'),
  warnAt: v.optional(
    v.custom<number>(
      (share) => typeof share === 'number' && share > 0 && share <= 1,
      (issue) => `expected a share above 0 and at most 1, got ${describeValue(issue.input)}`,
    ),
    0.9,
  ),
  mode: v.optional(oneOf(['strict', 'buffered', 'gapless']), 'strict'),
  buffer: v.optional(
    optionsObject({
      size: v.optional(
        v.union(
          [v.literal('auto'), wholeNumber(1, 1_000_000)],
          (issue) => `expected a whole number, 1 to 1000000, or 'auto', got ${describeValue(issue.input)}`,
        ),
        1000,
      ),
    }),
    {},
  ),
  gapless: v.optional(gaplessSchema, {}),
  alphabet: v.optional(
    v.custom<string>(
      (given) => typeof given === 'string' && isAlphabet(given),
      (issue) => `expected 2 to 256 different letters, digits or signs, got ${describeValue(issue.input)}`,
    ),
  ),
  counterPer: v.optional(
    v.custom<readonly string[]>(
      (names) => Array.isArray(names) && names.every(isVariable) && new Set(names).size === names.length,
      'expected the names of variables, each once',
    ),
  ),
  maxLength: v.optional(wholeNumber(1, 2_000)),
  // The message must not show the secret.
  secret: v.optional(
    v.custom<string>((secret) => typeof secret === 'string' && secret.length > 0, 'expected a text'),
  ),
  durability: v.optional(durabilitySchema),
  idempotencyTtl: v.optional(durationBetween(1, TEN_YEARS_MS), '24h'),
  retention: v.optional(durationBetween(0, Infinity), '400d'),
  shards: v.optional(wholeNumber(1, 64), 1),
  acceptChange: v.optional(
    v.custom<string>(
      (given) => typeof given === 'string' && FINGERPRINT.test(given),
      (issue) =>
        `expected the fingerprint in a SeriesChangedError, of 16 characters, got ${describeValue(issue.input)}`,
    ),
  ),
});

function text(expected: string, longest: number): v.GenericSchema<unknown, string> {
  return v.custom<string>(
    (given) =>
      typeof given === 'string' &&
      given.length > 0 &&
      given.length <= longest &&
      lookAlikeTrouble(given.trim()) === undefined,
    (issue) =>
      `expected ${expected}, of 1 to ${longest} printable characters, got ${describeValue(issue.input)}`,
  );
}
