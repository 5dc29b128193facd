import type { FiscalRules } from './calendar-rules.js';

/** Where a date lies in its fiscal year. */
export interface FiscalDate {
  /** The calendar year in which the fiscal year began. */
  readonly startsIn: number;
  /** How many fiscal months have passed in it, 0 to 11. */
  readonly monthsIn: number;
}

/** Where a date lies in its fiscal year, whose months begin on the day on which the year does. */
export function fiscalDateOf(
  { year, month, day }: { readonly year: number; readonly month: number; readonly day: number },
  { fiscalYearStart, fiscalYearDay = 1 }: FiscalRules,
): FiscalDate {
  const months = year * 12 + (month - fiscalYearStart) - (day < fiscalYearDay ? 1 : 0);
  return { startsIn: Math.floor(months / 12), monthsIn: ((months % 12) + 12) % 12 };
}
