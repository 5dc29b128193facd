// luxon knows the calendar of every IANA zone through Intl. It is long proven, has no dependencies and both module
// formats. (The Temporal polyfills are ES modules only, which Jest in CommonJS apps can't load, or were not released
// for a year.)
import { DateTime, IANAZone, type DateObjectUnits } from 'luxon';
import type { DateTexts } from '../pattern/pattern.js';
import { hasCalendarYears, type CalendarRules } from './calendar-rules.js';
import { fiscalDateOf } from './fiscal-date.js';

/** A date and time on the wall clock; a part that is left out has its lowest value. */
export type WallTime = DateObjectUnits;

const MINUTE_MS = 60_000;
const MOST_ZONES = 1_000;

// To ask costs half a millisecond, and thousands of definitions may name the same few.
const knownZones = new Set<string>();

/** Whether a name is that of a time zone in the IANA database. */
export function isTimeZone(name: string): boolean {
  if (knownZones.has(name)) return true;
  const isValid = IANAZone.isValidZone(name);
  if (isValid && knownZones.size < MOST_ZONES) knownZones.add(name);
  return isValid;
}

/** The parts of an instant's date and time in a time zone; the date is that of the business day. */
export function dateTexts(at: number, rules: CalendarRules): DateTexts {
  const local = wallClock(at, rules.timeZone);
  const day = rules.dayStart ? local.minus({ minutes: rules.dayStart }) : local;
  const yyyy = pad(day.year, 4);
  const { startsIn, monthsIn } = fiscalDateOf(day, rules);
  const fyStart = pad(startsIn, 4);
  const fyEnd = pad(hasCalendarYears(rules) ? startsIn : startsIn + 1, 4);
  const [GGGG, WW] = [pad(day.weekYear, 4), pad(day.weekNumber, 2)];
  return {
    yyyy,
    yy: yyyy.slice(-2),
    Q: String(day.quarter),
    MM: pad(day.month, 2),
    dd: pad(day.day, 2),
    DDD: pad(day.ordinal, 3),
    HH: pad(local.hour, 2),
    mm: pad(local.minute, 2),
    ss: '00',
    SSS: '000',
    GGGG,
    GG: GGGG.slice(-2),
    WW,
    E: String(day.weekday),
    BBBB: pad(day.year + BUDDHIST_YEARS_AHEAD, 4),
    ROC: pad(day.year - MINGUO_YEARS_BEHIND, 3),
    week: GGGG + WW,
    fyQuarter: String(Math.floor(monthsIn / 3) + 1),
    fyStart_yyyy: fyStart,
    fyStart_yy: fyStart.slice(-2),
    fyEnd_yyyy: fyEnd,
    fyEnd_yy: fyEnd.slice(-2),
  };
}

/** How much more the Buddhist calendar counts, and how much less the Minguo calendar. */
export const BUDDHIST_YEARS_AHEAD = 543;
export const MINGUO_YEARS_BEHIND = 1_911;

/** The texts of an instant within a minute that has these texts: clocks are changed on whole minutes. */
export function withSeconds(texts: DateTexts, at: number): DateTexts {
  const ms = ((at % MINUTE_MS) + MINUTE_MS) % MINUTE_MS;
  return { ...texts, ss: pad(Math.floor(ms / 1_000), 2), SSS: pad(Math.floor(ms) % 1_000, 3) };
}

/**
 * What the wall clock of a time zone shows at an instant, as a UTC time, so that it can be rounded and added to without
 * changes of the clock.
 */
export function wallClock(at: number, timeZone: string): DateTime {
  const local = DateTime.fromMillis(at, { zone: timeZone, locale: 'en-US', numberingSystem: 'latn' });
  return local.setZone('utc', { keepLocalTime: true });
}

/** A time on the wall clock so many minutes later, for whoever shifts days; `undefined` when there is no such date. */
export function wallTimeAfter(wall: WallTime, minutes: number): WallTime | undefined {
  const start = DateTime.fromObject(wall, { zone: 'utc' });
  return start.isValid ? start.plus({ minutes }).toObject() : undefined;
}

/**
 * The first instant at which the wall clock of a time zone shows a time or a later one; `undefined` when the date does
 * not exist. A time that is skipped when clocks go forward gives the instant of the skip.
 */
export function firstInstantOf(wall: WallTime, timeZone: string): number | undefined {
  const start = DateTime.fromObject(wall, { zone: timeZone });
  if (!start.isValid) return undefined;
  if (start.hour !== (wall.hour ?? 0) || start.minute !== (wall.minute ?? 0)) return endOfSkip(wall, start);
  // When clocks are put back, a time comes twice; the first instant counts.
  return Math.min(...start.getPossibleOffsets().map((possible) => possible.toMillis()));
}

// luxon answers a time behind the skip by as much as the one that was asked for lies behind its beginning.
function endOfSkip(wall: WallTime, found: DateTime): number {
  const asked = DateTime.fromObject(wall, { zone: 'utc' }).toMillis();
  const shown = (at: number): number => wallClock(at, found.zoneName ?? 'utc').toMillis();
  let [before, after] = [found.toMillis() - (shown(found.toMillis()) - asked), found.toMillis()];
  while (before < after) {
    const middle = before + Math.floor((after - before) / MINUTE_MS / 2) * MINUTE_MS;
    if (shown(middle) >= asked) after = middle;
    else before = middle + MINUTE_MS;
  }
  return after;
}

function pad(part: number, digits: number): string {
  return String(part).padStart(digits, '0');
}
