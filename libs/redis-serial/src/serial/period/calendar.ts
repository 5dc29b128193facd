// luxon knows the calendar of every IANA zone through Intl. It is long proven, has no dependencies and both module
// formats. (The Temporal polyfills are ES modules only, which Jest in CommonJS apps can't load, or were not released
// for a year.)
import { DateTime, IANAZone, type DateObjectUnits } from 'luxon';
import type { DateTexts } from '../pattern/pattern.js';
import type { CalendarRules } from './calendar-rules.js';

/** A date and time on the wall clock; a part that is left out has its lowest value. */
export type WallTime = DateObjectUnits;

/** Whether a name is that of a time zone in the IANA database. */
export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}

/** The parts of an instant's date and time in a time zone. */
export function dateTexts(at: number, { timeZone, fiscalYearStart }: CalendarRules): DateTexts {
  const local = wallClock(at, timeZone);
  const yyyy = pad(local.year, 4);
  const startsIn = local.month >= fiscalYearStart ? local.year : local.year - 1;
  const fyStart = pad(startsIn, 4);
  const fyEnd = pad(fiscalYearStart === 1 ? startsIn : startsIn + 1, 4);
  return {
    yyyy,
    yy: yyyy.slice(-2),
    Q: String(local.quarter),
    MM: pad(local.month, 2),
    dd: pad(local.day, 2),
    DDD: pad(local.ordinal, 3),
    HH: pad(local.hour, 2),
    mm: pad(local.minute, 2),
    week: pad(local.weekYear, 4) + pad(local.weekNumber, 2),
    fyStart_yyyy: fyStart,
    fyStart_yy: fyStart.slice(-2),
    fyEnd_yyyy: fyEnd,
    fyEnd_yy: fyEnd.slice(-2),
  };
}

/**
 * What the wall clock of a time zone shows at an instant, as a UTC time, so that it can be rounded and added to without
 * changes of the clock.
 */
export function wallClock(at: number, timeZone: string): DateTime {
  const local = DateTime.fromMillis(at, { zone: timeZone, locale: 'en-US', numberingSystem: 'latn' });
  return local.setZone('utc', { keepLocalTime: true });
}

/**
 * The first instant at which the wall clock of a time zone shows a time; `undefined` when the date does not exist. A
 * time that is skipped when clocks go forward gives the instant of the skip.
 */
export function firstInstantOf(wall: WallTime, timeZone: string): number | undefined {
  const start = DateTime.fromObject(wall, { zone: timeZone });
  if (!start.isValid) return undefined;
  // When clocks are put back, a time comes twice; the first instant counts.
  return Math.min(...start.getPossibleOffsets().map((possible) => possible.toMillis()));
}

function pad(part: number, digits: number): string {
  return String(part).padStart(digits, '0');
}
