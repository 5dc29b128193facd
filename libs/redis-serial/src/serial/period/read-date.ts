import { DATE_FIELDS, type DateField } from '../pattern/pattern.js';
import { dateTexts, firstInstantOf, type WallTime } from './calendar.js';
import type { CalendarRules } from './calendar-rules.js';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

type ReadDate = Partial<Readonly<Record<DateField, string>>>;

/** Finds an instant whose date has these texts; `undefined` when there is none, as for 31 April. */
export function instantShowing(read: ReadDate, rules: CalendarRules): number | undefined {
  const time = { hour: Number(read.HH ?? 0), minute: Number(read.mm ?? 0) };
  for (const date of possibleDates(read, rules)) {
    const at = firstInstantOf({ ...date, ...time }, rules.timeZone);
    if (at === undefined) continue;
    // Parts that overlap must agree (dd and DDD), and no instant shows a skipped hour.
    const texts = dateTexts(at, rules);
    if (DATE_FIELDS.every((field) => (read[field] ?? texts[field]) === texts[field])) return at;
  }
  return undefined;
}

function* possibleDates(read: ReadDate, rules: CalendarRules): Generator<WallTime> {
  if (read.week !== undefined && (read.MM === undefined || read.dd === undefined)) {
    const week = { weekYear: Number(read.week.slice(0, -2)), weekNumber: Number(read.week.slice(-2)) };
    for (const weekday of WEEKDAYS) yield { ...week, weekday };
    return;
  }
  for (const year of possibleYears(read, rules)) {
    if (read.DDD !== undefined) yield { year, ordinal: Number(read.DDD) };
    else for (const month of possibleMonths(read)) yield { year, month, day: Number(read.dd ?? 1) };
  }
}

function possibleYears(read: ReadDate, { fiscalYearStart }: CalendarRules): number[] {
  const year = fullYear(read.yyyy, read.yy);
  if (year !== undefined) return [year];
  const starts = fullYear(read.fyStart_yyyy, read.fyStart_yy) ?? startOfYearEnding(read, fiscalYearStart);
  if (starts !== undefined) return [starts, starts + 1];
  if (read.week !== undefined) return [-1, 0, 1].map((off) => Number(read.week?.slice(0, -2)) + off);
  // No year is shown. A leap year has every date; what one year skips, such as an hour or 1 March as its 60th day,
  // another year has.
  return [2000, 2001, 2002];
}

function possibleMonths(read: ReadDate): number[] {
  if (read.MM !== undefined) return [Number(read.MM)];
  if (read.Q !== undefined) return upTo(3).map((month) => (Number(read.Q) - 1) * 3 + month);
  return upTo(12);
}

// A year of two digits is in this century: this library has given no older numbers.
function fullYear(yyyy: string | undefined, yy: string | undefined): number | undefined {
  const text = yyyy ?? (yy === undefined ? undefined : `20${yy}`);
  return text === undefined ? undefined : Number(text);
}

function startOfYearEnding(read: ReadDate, fiscalYearStart: number): number | undefined {
  const ends = fullYear(read.fyEnd_yyyy, read.fyEnd_yy);
  if (ends === undefined || fiscalYearStart === 1) return ends;
  // The last fiscal year that begins in this century ends in the next one.
  return read.fyEnd_yy === '00' && read.fyEnd_yyyy === undefined ? 2099 : ends - 1;
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
