import type { CalendarRules } from './calendar-rules.js';
import type { PeriodUnit } from './period.js';
import { instantShowing } from './read-date.js';

/** An instant in a period that has this name; `undefined` where there is none of it. */
export function instantInPeriod(id: string, unit: PeriodUnit, rules: CalendarRules): number | undefined {
  if (unit === 'never') return id === 'all' ? 0 : undefined;
  if (unit === 'period') return rules.periods?.named(id)?.from;
  const [, year = '', more] = /^(?:FY)?(\d{4})(?:-(.+))?$/.exec(id) ?? [];
  const [MM = '', dd = '', HH = ''] = more?.split(/[-T]/) ?? [];
  switch (unit) {
    case 'hour':
      return instantShowing({ yyyy: year, MM, dd, HH }, rules);
    case 'day':
      return instantShowing({ yyyy: year, MM, dd }, rules);
    case 'week':
      return instantShowing({ week: `${year}${MM.slice(1)}` }, rules);
    case 'month':
      return instantShowing({ yyyy: year, MM }, rules);
    case 'quarter':
      return instantShowing({ yyyy: year, Q: MM.slice(1) }, rules);
    case 'halfYear':
      return instantShowing({ yyyy: year, MM: MM === 'H2' ? '07' : '01' }, rules);
    case 'year':
      return instantShowing({ yyyy: year }, rules);
    case 'fiscalYear':
      return instantShowing({ fyStart_yyyy: year }, rules);
    default:
      return instantShowing({ yyyy: year, MM: MM.slice(0, 2), dd: firstDayOf(rules) }, rules);
  }
}

function firstDayOf({ fiscalYearDay = 1 }: CalendarRules): string {
  return String(fiscalYearDay).padStart(2, '0');
}
