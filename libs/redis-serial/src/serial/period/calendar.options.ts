import * as v from 'valibot';
import { describeValue, oneOf, optionsObject, wholeNumber } from '../../common/check-options.js';
import type { PeriodOf } from './period-finder.js';
import { RESET_UNITS, type PeriodUnit, type ResetUnit } from './period.js';

/** So many months of the fiscal year: 1, 2, 3, 4, 6 or 12, beginning with its first. */
export interface MonthsUnit {
  /** 1, 2, 3, 4, 6 or 12. */
  readonly months: number;
}

/** A day of the year: its month, 1 to 12, and the day in it, 1 to 28. */
export interface YearStart {
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 28. */
  readonly day: number;
}

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

const months = v.custom<number>(
  (count) => typeof count === 'number' && [1, 2, 3, 4, 6, 12].includes(count),
  (issue) => `expected a part of a year: 1, 2, 3, 4, 6 or 12 months, got ${describeValue(issue.input)}`,
);

/** The options of a series that say how its calendar divides time. */
export const calendarEntries = {
  resetEvery: v.optional(
    v.lazy((given): v.GenericSchema<unknown, ResetUnit | MonthsUnit> =>
      isObject(given) ? optionsObject({ months }) : oneOf(RESET_UNITS),
    ),
  ),
  fiscalYearStart: v.optional(
    v.lazy((given): v.GenericSchema<unknown, number | YearStart> =>
      isObject(given)
        ? optionsObject({ month: wholeNumber(1, 12), day: wholeNumber(1, 28) })
        : wholeNumber(1, 12),
    ),
    1,
  ),
  dayStart: v.optional(
    v.custom<string>(
      (time) => typeof time === 'string' && TIME.test(time),
      (issue) => `expected a time of the day, such as '04:00', got ${describeValue(issue.input)}`,
    ),
  ),
  period: v.optional(
    v.custom<PeriodOf>(
      (given) => typeof given === 'function',
      (issue) =>
        `expected a function of the date that answers { id, from, to }, got ${describeValue(issue.input)}`,
    ),
  ),
} as const;

/** How a unit of `resetEvery` is kept. */
export function unitOf(given: ResetUnit | MonthsUnit | undefined): PeriodUnit | undefined {
  return typeof given === 'object' ? `${given.months} months` : given;
}

/** When fiscal years begin, taken apart; their day is absent where it is the first of a month. */
export function fiscalRulesOf(given: number | YearStart): {
  fiscalYearStart: number;
  fiscalYearDay?: number;
} {
  if (typeof given === 'number') return { fiscalYearStart: given };
  return { fiscalYearStart: given.month, ...(given.day > 1 && { fiscalYearDay: given.day }) };
}

/** The minutes after midnight at which days begin. */
export function minutesOf(time: string | undefined): number {
  const [, hours, minutes] = TIME.exec(time ?? '') ?? [];
  return Number(hours ?? 0) * 60 + Number(minutes ?? 0);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
