import * as v from 'valibot';
import { oneOf, optionsObject, shown, wholeNumber } from '../common/check-options.js';
import { isTimeZone } from './period/calendar.js';
import { RESET_UNITS, type ResetUnit } from './period/period.js';

/** What a kind of number looks like and how it counts. */
export interface SeriesDefinition<Pattern extends string = string> {
  /** Names the series in Redis, errors and logs; unique in the app, and kept for as long as its numbers matter. */
  readonly name: string;
  /** The text of a number, such as `'ORD-{store}-{date:yyyyMMdd}-{seq:6}'`. */
  readonly pattern: Pattern;
  /**
   * The IANA time zone whose calendar decides dates and periods.
   * @defaultValue 'UTC'
   */
  readonly timeZone?: string;
  /**
   * When the counter begins again.
   * @defaultValue the finest unit that the pattern's dates name, or 'never'
   */
  readonly resetEvery?: ResetUnit;
  /**
   * The first number of each period.
   * @defaultValue 1
   */
  readonly start?: number;
  /**
   * How far apart two neighbouring numbers are.
   * @defaultValue 1
   */
  readonly step?: number;
  /**
   * The last number of each period; after it, `SeriesExhaustedError`.
   * @defaultValue what the counter's digits hold
   */
  readonly max?: number;
  /** How numbers are handed out; `'strict'`: in the order of the calls over all processes, none left out. */
  readonly mode?: 'strict';
}

/** Checks one definition by itself; what its options mean for each other is checked by `defineSeries`. */
export const seriesSchema = optionsObject({
  name: text('a name, such as "order"', 100),
  pattern: text('a pattern, such as "ORD-{date:yyyyMMdd}-{seq:6}"', 500),
  timeZone: v.optional(
    v.custom<string>(
      (zone) => typeof zone === 'string' && isTimeZone(zone),
      (issue) => `expected an IANA time zone, such as 'Asia/Shanghai', got ${shown(issue.input)}`,
    ),
    'UTC',
  ),
  resetEvery: v.optional(oneOf(RESET_UNITS)),
  start: v.optional(wholeNumber(0), 1),
  step: v.optional(wholeNumber(1), 1),
  max: v.optional(wholeNumber(0)),
  mode: v.optional(oneOf(['strict']), 'strict'),
});

function text(expected: string, longest: number): v.GenericSchema<unknown, string> {
  return v.custom<string>(
    (given) =>
      typeof given === 'string' &&
      given.length > 0 &&
      given.length <= longest &&
      !/[\p{Cc}\p{Cs}]/u.test(given),
    (issue) => `expected ${expected}, of 1 to ${longest} printable characters, got ${shown(issue.input)}`,
  );
}
