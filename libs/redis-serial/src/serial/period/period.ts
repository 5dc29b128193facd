import type { DateField, DateTexts } from '../pattern/pattern.js';
import { dateTexts, spanOf, type TimeSpan } from './calendar.js';

/** When a series' counter begins again. */
export type ResetUnit = 'never' | 'day' | 'month' | 'year';

/** What `resetEvery` may say, the finest first but for `never`. */
export const RESET_UNITS = ['never', 'day', 'month', 'year'] as const satisfies readonly ResetUnit[];

/** The time in which one counter counts. */
export interface Period extends TimeSpan {
  /** `2026-11-23`, `2026-11`, `2026`, or `all` where the counter never begins again. */
  readonly id: string;
}

/** The period in which an instant lies. */
export function periodAt(at: number, unit: ResetUnit, timeZone: string): Period {
  if (unit === 'never') return { id: 'all', from: 0, to: Number.MAX_SAFE_INTEGER };
  return { id: periodId(dateTexts(at, timeZone), unit), ...spanOf(at, unit, timeZone) };
}

function periodId({ yyyy, MM, dd }: DateTexts, unit: Exclude<ResetUnit, 'never'>): string {
  if (unit === 'year') return yyyy;
  return unit === 'month' ? `${yyyy}-${MM}` : `${yyyy}-${MM}-${dd}`;
}

/** The finest unit that a pattern's dates name. */
export function finestUnit(shown: ReadonlySet<DateField>): ResetUnit {
  if (shown.has('dd') || shown.has('DDD')) return 'day';
  if (shown.has('MM')) return 'month';
  return shown.has('yyyy') || shown.has('yy') ? 'year' : 'never';
}

/** Tells whether the text of a number says in which period it was counted. */
export function showsPeriod(shown: ReadonlySet<DateField>, unit: ResetUnit): boolean {
  if (unit === 'never') return true;
  const year = shown.has('yyyy') || shown.has('yy');
  if (unit === 'year') return year;
  if (unit === 'month') return year && (shown.has('MM') || shown.has('DDD'));
  return year && ((shown.has('MM') && shown.has('dd')) || shown.has('DDD'));
}
