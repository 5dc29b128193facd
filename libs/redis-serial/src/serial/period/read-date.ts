import { DATE_DIGITS, type DateField } from '../pattern/pattern.js';
import { dateTexts, instantOf } from './calendar.js';

type ReadDate = Partial<Readonly<Record<DateField, string>>>;

/** An instant that reads as these pieces of a date do; `undefined` when there is none, as on 31 April. */
export function instantShowing(read: ReadDate, timeZone: string): number | undefined {
  const at = instantOf(calendarDate(read), timeZone);
  if (at === undefined) return undefined;
  const texts = dateTexts(at, timeZone);
  // What is shown twice must agree (dd and DDD), and a skipped hour is shown by no instant.
  const agrees = (Object.keys(DATE_DIGITS) as DateField[]).every(
    (field) => (read[field] ?? texts[field]) === texts[field],
  );
  return agrees ? at : undefined;
}

function calendarDate(read: ReadDate): Parameters<typeof instantOf>[0] {
  // Two digits of a year are of this century: no number that this library gave is older.
  const year = Number(read.yyyy ?? (read.yy === undefined ? '2000' : `20${read.yy}`));
  const time = { hour: Number(read.HH ?? 0), minute: Number(read.mm ?? 0) };
  if (read.DDD !== undefined) return { year, ordinal: Number(read.DDD), ...time };
  return { year, month: Number(read.MM ?? 1), day: Number(read.dd ?? 1), ...time };
}
