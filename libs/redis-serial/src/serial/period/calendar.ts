// luxon knows the calendar of every IANA zone through Intl: long proven, no dependencies, both module formats. (The
// Temporal polyfills are ES modules only, which Jest in CommonJS apps can't load, or not released for a year.)
import { DateTime, IANAZone, type DateTimeUnit } from 'luxon';
import type { DateTexts } from '../pattern/pattern.js';

/** A stretch of time, in milliseconds since 1970: from its first instant up to, not including, the one after it. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** Tells whether a name stands for a time zone of the IANA database. */
export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}

/** How an instant reads on a wall calendar and clock in a time zone. */
export function dateTexts(at: number, timeZone: string): DateTexts {
  const { year, month, day, ordinal, hour, minute } = local(at, timeZone);
  const yyyy = pad(year, 4);
  return {
    yyyy,
    yy: yyyy.slice(-2),
    MM: pad(month, 2),
    dd: pad(day, 2),
    DDD: pad(ordinal, 3),
    HH: pad(hour, 2),
    mm: pad(minute, 2),
  };
}

/** The day, month or year in a time zone that an instant lies in. */
export function spanOf(at: number, unit: 'day' | 'month' | 'year', timeZone: string): TimeSpan {
  const start = local(at, timeZone).startOf(unit);
  return {
    from: firstInstant(start),
    to: firstInstant(start.plus({ [unit]: 1 }).startOf(unit satisfies DateTimeUnit)),
  };
}

/** The first instant of a calendar day, given by year, month and day, in a time zone; `undefined` for no such day. */
export function instantOf(
  date: { year: number; month?: number; day?: number; ordinal?: number; hour?: number; minute?: number },
  timeZone: string,
): number | undefined {
  const start = DateTime.fromObject(date, { zone: timeZone });
  return start.isValid ? firstInstant(start) : undefined;
}

// Where clocks are put back over midnight, a day begins twice; it is one day, and begins the first time.
function firstInstant(start: DateTime): number {
  return Math.min(...start.getPossibleOffsets().map((possible) => possible.toMillis()));
}

function local(at: number, timeZone: string): DateTime {
  return DateTime.fromMillis(at, { zone: timeZone, locale: 'en-US', numberingSystem: 'latn' });
}

function pad(part: number, digits: number): string {
  return String(part).padStart(digits, '0');
}
