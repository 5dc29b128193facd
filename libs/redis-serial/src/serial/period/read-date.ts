import { DATE_FIELDS, type DateField } from '../pattern/pattern.js';
import {
  BUDDHIST_YEARS_AHEAD,
  dateTexts,
  firstInstantOf,
  MINGUO_YEARS_BEHIND,
  wallTimeAfter,
  type WallTime,
} from './calendar.js';
import { hasCalendarYears, type CalendarRules } from './calendar-rules.js';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const DAY_MINUTES = 1_440;

type ReadDate = Partial<Readonly<Record<DateField, string>>>;

/** Finds an instant whose date has these texts; `undefined` when there is none, as for 31 April. */
export function instantShowing(read: ReadDate, rules: CalendarRules): number | undefined {
  if (Number(read.ss ?? 0) > 59) return undefined;
  const withinMinute = Number(read.ss ?? 0) * 1_000 + Number(read.SSS ?? 0);
  for (const date of possibleDates(read, rules)) {
    for (const wall of possibleTimes(date, read, rules)) {
      const at = firstInstantOf(wall, rules.timeZone);
      if (at === undefined) break;
      // Parts that overlap must agree (dd and DDD), and no instant shows a skipped hour.
      const texts = { ...dateTexts(at, rules), ss: read.ss, SSS: read.SSS };
      if (DATE_FIELDS.every((field) => (read[field] ?? texts[field]) === texts[field]))
        return at + withinMinute;
    }
  }
  return undefined;
}

function* possibleTimes(
  date: WallTime,
  read: ReadDate,
  { dayStart = 0 }: CalendarRules,
): Generator<WallTime> {
  const first = Math.floor(dayStart / 60);
  const minute = Number(read.mm ?? (read.HH === undefined ? dayStart % 60 : 0));
  // Where only the minute is shown, the first hour that has it can be skipped.
  const hours =
    read.HH !== undefined
      ? [Number(read.HH)]
      : read.mm === undefined
        ? [first]
        : [first, first + 1, first + 2];
  for (const hour of hours) {
    const wall = { ...date, hour, minute };
    const isNext = hour > 23 || hour * 60 + minute < dayStart;
    // What lies before the beginning of the day belongs to the day before.
    const shifted = isNext ? wallTimeAfter({ ...wall, hour: hour % 24 }, DAY_MINUTES) : wall;
    if (shifted) yield shifted;
  }
}

function* possibleDates(read: ReadDate, rules: CalendarRules): Generator<WallTime> {
  const week = read.WW ?? read.week?.slice(-2);
  if (week !== undefined && (read.MM === undefined || read.dd === undefined)) {
    for (const weekYear of possibleWeekYears(read, rules))
      for (const weekday of WEEKDAYS) yield { weekYear, weekNumber: Number(week), weekday };
    return;
  }
  for (const year of possibleYears(read, rules)) {
    if (read.DDD !== undefined) yield { year, ordinal: Number(read.DDD) };
    else
      for (const month of possibleMonths(read))
        for (const day of possibleDays(read, rules)) yield { year, month, day };
  }
}

function possibleWeekYears(read: ReadDate, rules: CalendarRules): readonly number[] {
  const year = weekYearOf(read);
  if (year !== undefined) return [year];
  return [...new Set(possibleYears(read, rules).flatMap((near) => [near, near - 1, near + 1]))];
}

function possibleYears(read: ReadDate, rules: CalendarRules): readonly number[] {
  const year = calendarYearOf(read);
  if (year !== undefined) return [year];
  const starts = fullYear(read.fyStart_yyyy, read.fyStart_yy) ?? startOfYearEnding(read, rules);
  if (starts !== undefined) return [starts, starts + 1];
  const weekYear = weekYearOf(read);
  if (weekYear !== undefined) return [weekYear, weekYear - 1, weekYear + 1];
  // No year is shown. A leap year with a 53rd week has every date; what one year skips, such as an hour or 1 March as
  // its 60th day, another year has. In 28 years each date falls on each weekday.
  const isDay = read.DDD !== undefined || (read.MM !== undefined && read.dd !== undefined);
  return isDay && (read.E !== undefined || read.WW !== undefined) ? ANY_YEARS : ANY_YEARS.slice(0, 3);
}

const ANY_YEARS = Array.from({ length: 28 }, (_, index) => 2004 + index);

function possibleMonths(read: ReadDate): number[] {
  if (read.MM !== undefined) return [Number(read.MM)];
  if (read.Q !== undefined) return upTo(3).map((month) => (Number(read.Q) - 1) * 3 + month);
  return upTo(12);
}

function possibleDays(read: ReadDate, { fiscalYearDay = 1 }: CalendarRules): readonly number[] {
  if (read.dd !== undefined) return [Number(read.dd)];
  // Where fiscal years begin within a month, its first day is of another year than its last; around New Year the year
  // of an ISO week is another than that of its days.
  const first = fiscalYearDay === 1 ? [1] : [1, fiscalYearDay];
  const days = weekYearOf(read) === undefined ? first : [...first, 2, 3, 29, 30, 31];
  if (read.E === undefined) return days;
  return [...new Set(days.flatMap((day) => WEEKDAYS.map((later) => Math.min(31, day + later - 1))))];
}

function calendarYearOf({ yyyy, yy, BBBB, ROC }: ReadDate): number | undefined {
  if (BBBB !== undefined) return Number(BBBB) - BUDDHIST_YEARS_AHEAD;
  return ROC === undefined ? fullYear(yyyy, yy) : Number(ROC) + MINGUO_YEARS_BEHIND;
}

function weekYearOf({ GGGG, GG, week }: ReadDate): number | undefined {
  return fullYear(GGGG ?? week?.slice(0, -2), GG);
}

// A year of two digits is in this century: this library has given no older numbers.
function fullYear(yyyy: string | undefined, yy: string | undefined): number | undefined {
  const text = yyyy ?? (yy === undefined ? undefined : `20${yy}`);
  return text === undefined ? undefined : Number(text);
}

function startOfYearEnding(read: ReadDate, rules: CalendarRules): number | undefined {
  const ends = fullYear(read.fyEnd_yyyy, read.fyEnd_yy);
  if (ends === undefined || hasCalendarYears(rules)) return ends;
  // The last fiscal year that begins in this century ends in the next one.
  return read.fyEnd_yy === '00' && read.fyEnd_yyyy === undefined ? 2099 : ends - 1;
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
