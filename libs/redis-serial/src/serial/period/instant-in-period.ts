import type { CalendarRules } from './calendar-rules.js';
import type { ResetUnit } from './period.js';
import { instantShowing } from './read-date.js';

/** An instant in a period that has this name; `undefined` where there is none of it. */
export function instantInPeriod(id: string, unit: ResetUnit, rules: CalendarRules): number | undefined {
  if (unit === 'never') return id === 'all' ? 0 : undefined;
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
    case 'year':
      return instantShowing({ yyyy: year }, rules);
    case 'fiscalYear':
      return instantShowing({ fyStart_yyyy: year }, rules);
  }
}
