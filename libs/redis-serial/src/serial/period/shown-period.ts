import type { DateField } from '../pattern/pattern.js';
import type { ResetUnit } from './period.js';

type Fields = ReadonlySet<DateField>;

/** The finest unit that a pattern's dates name. */
export function finestUnit(shown: Fields): ResetUnit {
  if (shown.has('HH') || shown.has('mm')) return 'hour';
  if (shown.has('dd') || shown.has('DDD')) return 'day';
  if (shown.has('week')) return 'week';
  if (shown.has('MM')) return 'month';
  if (shown.has('Q')) return 'quarter';
  if (showsFiscalYear(shown)) return 'fiscalYear';
  return shown.has('yyyy') || shown.has('yy') ? 'year' : 'never';
}

/** Whether the text of a number shows the period in which it was counted. */
export function showsPeriod(shown: Fields, unit: ResetUnit, fiscalYearStart: number): boolean {
  const year = showsYear(shown, fiscalYearStart);
  const month = year && (shown.has('MM') || shown.has('DDD'));
  // The seven days of a week have seven different numbers in their month and in their year.
  const day =
    (year && (shown.has('DDD') || (shown.has('MM') && shown.has('dd')))) ||
    (shown.has('week') && (shown.has('dd') || shown.has('DDD')));
  const shows: Readonly<Record<ResetUnit, boolean>> = {
    never: true,
    hour: day && shown.has('HH'),
    day,
    week: day || shown.has('week'),
    month: day || month,
    quarter: day || month || (year && shown.has('Q')),
    year: day || year,
    fiscalYear: day || month || showsFiscalYear(shown) || (year && fiscalYearStart === 1),
  };
  return shows[unit];
}

// A fiscal year lies in two calendar years. Its months tell which one it is, and so do its quarters if it begins with
// one.
function showsYear(shown: Fields, fiscalYearStart: number): boolean {
  if (shown.has('yyyy') || shown.has('yy')) return true;
  if (!showsFiscalYear(shown)) return false;
  const beginsWithQuarter = fiscalYearStart % 3 === 1;
  return fiscalYearStart === 1 || shown.has('MM') || (shown.has('Q') && beginsWithQuarter);
}

function showsFiscalYear(shown: Fields): boolean {
  return [...shown].some((field) => field.startsWith('fy'));
}
