// A file of its own: what users' compilers read of the package then names no type of luxon, whose types they may not
// have.

/** Where and how years are told: a time zone, and the month in which fiscal years begin. */
export interface CalendarRules {
  readonly timeZone: string;
  /** 1 to 12. */
  readonly fiscalYearStart: number;
}
