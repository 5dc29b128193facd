import type { DateField } from '../pattern/pattern.js';
import { hasCalendarQuarters, hasCalendarYears, type FiscalRules } from './calendar-rules.js';
import { monthsOf, type PeriodUnit } from './period.js';

type Fields = ReadonlySet<DateField>;

/** The finest unit that a pattern's dates name. */
export function finestUnit(shown: Fields): PeriodUnit {
  const has = (...fields: readonly DateField[]): boolean => fields.some((field) => shown.has(field));
  if (has('HH', 'mm', 'ss', 'SSS')) return 'hour';
  if (has('dd', 'DDD', 'E')) return 'day';
  if (has('week', 'WW')) return 'week';
  if (has('MM')) return 'month';
  if (has('Q')) return 'quarter';
  if (has('fyQuarter')) return '3 months';
  if (showsFiscalYear(shown)) return 'fiscalYear';
  return has('yyyy', 'yy', 'BBBB', 'ROC', 'GGGG', 'GG') ? 'year' : 'never';
}

/** Whether the text of a number shows the period in which it was counted. */
export function showsPeriod(shown: Fields, unit: PeriodUnit, rules: FiscalRules): boolean {
  if (unit === 'never') return true;
  const { year, quarter, month, week, day } = whatIsShown(shown, rules);
  const isAligned = hasCalendarQuarters(rules);
  // A calendar month lies in one fiscal month, and so in one of whatever these add up to.
  const fiscalMonth = day || (month && (rules.fiscalYearDay ?? 1) === 1);
  const fiscalYear =
    fiscalMonth || showsFiscalYear(shown) || (quarter && isAligned) || (year && hasCalendarYears(rules));
  switch (unit) {
    case 'hour':
      return day && shown.has('HH');
    case 'day':
      return day;
    case 'week':
      return week;
    case 'month':
      return month;
    case 'quarter':
    case 'halfYear':
      return quarter;
    case 'year':
      return year;
    case 'fiscalYear':
      return fiscalYear;
    case 'period':
      return false;
    default: {
      if (fiscalMonth) return true;
      const months = monthsOf(unit) ?? 0;
      if (months % 12 === 0) return fiscalYear;
      const fiscalQuarter = (showsFiscalYear(shown) && shown.has('fyQuarter')) || (quarter && isAligned);
      return months % 3 === 0 && fiscalQuarter;
    }
  }
}

interface Shown {
  readonly year: boolean;
  readonly quarter: boolean;
  readonly month: boolean;
  readonly week: boolean;
  readonly day: boolean;
}

// Which periods of the calendar follow from what is shown.
function whatIsShown(shown: Fields, rules: FiscalRules): Shown {
  const has = (...fields: readonly DateField[]): boolean => fields.some((field) => shown.has(field));
  const isAligned = hasCalendarQuarters(rules);
  const year = showsYear(shown, rules);
  const weekYear = has('GGGG', 'GG', 'week');
  // Around New Year a week's month or quarter tells which year's it is, and so which week's.
  const week = has('week') || (has('WW') && (weekYear || (year && has('MM', 'Q', 'DDD'))));
  // The seven days of a week have seven different numbers in their month and in their year.
  const day = (year && (has('DDD') || (has('MM') && has('dd')))) || (week && has('dd', 'DDD', 'E'));
  const inYear = year || (week && has('MM', 'Q'));
  const month = day || (inYear && has('MM', 'DDD'));
  const fiscalQuarter = has('fyQuarter') && isAligned && (year || showsFiscalYear(shown));
  const quarter = month || fiscalQuarter || (inYear && has('Q'));
  return { year: year || quarter, quarter, month, week: week || day, day };
}

// A fiscal year lies in two calendar years. Its months tell which one it is, and so do its quarters if these are
// quarters of the calendar.
function showsYear(shown: Fields, rules: FiscalRules): boolean {
  if (['yyyy', 'yy', 'BBBB', 'ROC'].some((field) => shown.has(field as DateField))) return true;
  if (!showsFiscalYear(shown)) return false;
  if (hasCalendarYears(rules)) return true;
  const { fiscalYearDay = 1 } = rules;
  if (shown.has('MM') && (fiscalYearDay === 1 || shown.has('dd'))) return true;
  return hasCalendarQuarters(rules) && (shown.has('Q') || shown.has('fyQuarter'));
}

/** Whether the year in which a fiscal year begins or ends is shown. */
function showsFiscalYear(shown: Fields): boolean {
  return [...shown].some((field) => field.startsWith('fyStart') || field.startsWith('fyEnd'));
}
