import type { DateField } from '../pattern/pattern.js';
import { hasCalendarQuarters, hasCalendarYears, type FiscalRules } from './calendar-rules.js';
import { monthsOf, type PeriodUnit } from './period.js';

const OF_TIME: readonly DateField[] = ['HH', 'mm', 'ss', 'SSS'];
const OF_YEAR: readonly DateField[] = ['yyyy', 'yy', 'BBBB', 'ROC'];
const OF_FISCAL_YEAR: readonly DateField[] = ['fyStart_yyyy', 'fyStart_yy', 'fyEnd_yyyy', 'fyEnd_yy'];

/** Whether all that is shown stays the same from the first to the last instant of each period. */
export function isFixedIn(unit: PeriodUnit, shown: ReadonlySet<DateField>, rules: FiscalRules): boolean {
  const fixed = fixedFields(unit, rules);
  return [...shown].every((field) => fixed(field));
}

function fixedFields(unit: PeriodUnit, rules: FiscalRules): (field: DateField) => boolean {
  const of =
    (...lists: (readonly DateField[])[]) =>
    (field: DateField): boolean =>
      lists.some((list) => list.includes(field));
  const isAligned = hasCalendarQuarters(rules);
  const fiscalQuarter: readonly DateField[] = isAligned ? [...OF_FISCAL_YEAR, 'fyQuarter'] : [];
  switch (unit) {
    case 'hour':
      return (field) => field === 'HH' || !OF_TIME.includes(field);
    case 'day':
      return (field) => !OF_TIME.includes(field);
    case 'week':
      return of(['week', 'GGGG', 'GG', 'WW']);
    case 'month':
      return of(
        OF_YEAR,
        ['MM', 'Q'],
        (rules.fiscalYearDay ?? 1) === 1 ? [...OF_FISCAL_YEAR, 'fyQuarter'] : [],
      );
    case 'quarter':
      return of(OF_YEAR, ['Q'], fiscalQuarter);
    case 'halfYear':
      return of(OF_YEAR);
    case 'year':
    case 'fiscalYear':
    default: {
      const isQuarter = (monthsOf(unit) ?? 12) <= 3 && 3 % (monthsOf(unit) ?? 12) === 0;
      const isFiscal = unit !== 'year' && unit !== 'period' && unit !== 'never';
      return of(
        isFiscal || (unit === 'year' && hasCalendarYears(rules)) ? OF_FISCAL_YEAR : [],
        unit === 'year' || (isFiscal && hasCalendarYears(rules)) ? OF_YEAR : [],
        isFiscal && isQuarter ? ['fyQuarter'] : [],
      );
    }
  }
}
