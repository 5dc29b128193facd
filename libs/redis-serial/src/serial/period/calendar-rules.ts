// In its own file, so that the public declarations mention no type of luxon: users may not have its types.
import type { PeriodFinder } from './period-finder.js';

/** The rules of a calendar: its time zone, and when its days and its fiscal years begin. */
export interface CalendarRules {
  readonly timeZone: string;
  /** The month in which fiscal years begin, 1 to 12. */
  readonly fiscalYearStart: number;
  /** The day of that month, 1 to 28; 1 where it is absent. */
  readonly fiscalYearDay?: number | undefined;
  /** How many minutes after midnight days begin; 0 where it is absent. */
  readonly dayStart?: number | undefined;
  /** The periods that a function of the series names. */
  readonly periods?: PeriodFinder | undefined;
}

/** Whether fiscal years are calendar years. */
export function hasCalendarYears({ fiscalYearStart, fiscalYearDay = 1 }: FiscalRules): boolean {
  return fiscalYearStart === 1 && fiscalYearDay === 1;
}

/** Whether fiscal quarters are calendar quarters, though others of their year. */
export function hasCalendarQuarters({ fiscalYearStart, fiscalYearDay = 1 }: FiscalRules): boolean {
  return fiscalYearStart % 3 === 1 && fiscalYearDay === 1;
}

/** When fiscal years begin. */
export type FiscalRules = Pick<CalendarRules, 'fiscalYearStart' | 'fiscalYearDay'>;
