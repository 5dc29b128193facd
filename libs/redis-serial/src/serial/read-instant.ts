import { DATE_FIELDS, type DateField } from './pattern/pattern.js';
import type { ReadSerial } from './pattern/read-serial.js';
import { dateTexts } from './period/calendar.js';
import type { CalendarRules } from './period/calendar-rules.js';
import type { Period } from './period/period.js';
import { instantShowing } from './period/read-date.js';
import type { Series } from './series.js';

const DAY_MS = 86_400_000;
const OF_TIME: ReadonlySet<DateField> = new Set(['HH', 'mm', 'ss', 'SSS']);

/** An instant of the period in which a number was counted; `undefined` where what it shows is no date. */
export function instantOfRead({ calendar }: Series, { date, period }: ReadSerial): number | undefined {
  const { rules } = calendar;
  const shown = instantShowing(date, rules);
  if (period === undefined || shown === undefined) return shown;
  const hasDate = Object.keys(date).length > 0;
  const named = rules.periods?.named(period, hasDate ? shown : undefined);
  if (!named || !hasDate) return named?.from;
  if (named.from <= shown && shown < named.to) return shown;
  return firstShowing(date, named, rules);
}

// What is shown of a date, such as its month, can be that of several days, of which one lies in the period.
function firstShowing(
  date: ReadSerial['date'],
  { from, to }: Period,
  rules: CalendarRules,
): number | undefined {
  for (let day = from; day < to; day += DAY_MS) {
    const texts = dateTexts(day, rules);
    const isShown = (field: DateField): boolean => (date[field] ?? texts[field]) === texts[field];
    if (DATE_FIELDS.every((field) => OF_TIME.has(field) || isShown(field))) return day;
  }
  return undefined;
}
