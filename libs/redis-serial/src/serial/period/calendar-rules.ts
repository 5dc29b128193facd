// In its own file, so that the public declarations mention no type of luxon: users may not have its types.

/** The rules of a calendar: its time zone, and the month in which fiscal years begin. */
export interface CalendarRules {
  readonly timeZone: string;
  /** 1 to 12. */
  readonly fiscalYearStart: number;
}
