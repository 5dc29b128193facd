import { OptionsError } from '../common/options.error.js';
import { PatternError } from './pattern/pattern.error.js';
import { dateFields, type DateField, type PatternPart } from './pattern/pattern.js';
import { PERIOD, separators } from './pattern/separators.js';
import { hasCalendarYears, type CalendarRules, type FiscalRules } from './period/calendar-rules.js';
import {
  fiscalRulesOf,
  minutesOf,
  unitOf,
  type MonthsUnit,
  type YearStart,
} from './period/calendar.options.js';
import { PeriodFinder, type PeriodOf } from './period/period-finder.js';
import type { PeriodUnit, ResetUnit } from './period/period.js';
import { finestUnit, showsPeriod } from './period/shown-period.js';
import { SeriesCalendar } from './period/series-calendar.js';

const PROBED = 16;

/** What a definition says of its calendar. */
interface CalendarGiven {
  readonly timeZone: string;
  readonly resetEvery?: ResetUnit | MonthsUnit | undefined;
  readonly fiscalYearStart: number | YearStart;
  readonly dayStart?: string | undefined;
  readonly period?: PeriodOf | undefined;
}

/**
 * Makes the calendar of a series, which begins again as the definition says, else with the finest unit of its dates.
 * @throws {PatternError} when the text of a number does not show the period in which it was counted.
 * @throws {OptionsError} when options contradict each other.
 */
export function checkedCalendar(
  pattern: string,
  parts: readonly PatternPart[],
  given: CalendarGiven,
  path: string,
): SeriesCalendar {
  const shown = dateFields(parts);
  const dayStart = minutesOf(given.dayStart);
  const rules: CalendarRules = {
    timeZone: given.timeZone,
    ...fiscalRulesOf(given.fiscalYearStart),
    ...(dayStart > 0 && { dayStart }),
    ...(given.period && { periods: finderOf(parts, given.period, path) }),
  };
  const unit = given.period ? ownPeriods(pattern, parts, given, path) : unitFor(pattern, shown, given, rules);
  if (!given.period && parts.some(({ kind }) => kind === 'period'))
    throw new OptionsError(
      `${path}.period`,
      '{period} needs it: a function of the date that names its period',
    );
  if (unit === 'hour' && dayStart % 60 !== 0)
    throw new OptionsError(
      `${path}.dayStart`,
      `expected a full hour, as resetEvery is 'hour', got '${given.dayStart}'`,
    );
  // A mistake in the function is found when the series is defined, not months later.
  rules.periods?.probe(PROBED);
  return new SeriesCalendar(rules, unit);
}

/** What people may take for something else in a pattern; `undefined` where there is nothing. */
export function calendarWarning(
  name: string,
  parts: readonly PatternPart[],
  rules: FiscalRules,
): string | undefined {
  const shown = dateFields(parts);
  const isFiscal = [...shown].some((field) => field.startsWith('fyStart') || field.startsWith('fyEnd'));
  if (!isFiscal || !shown.has('Q') || hasCalendarYears(rules)) return undefined;
  return `Series "${name}" shows a fiscal year beside {date:Q}, the quarter of the calendar; {fyQuarter} is the one of the fiscal year`;
}

function unitFor(
  pattern: string,
  shown: ReadonlySet<DateField>,
  { resetEvery }: CalendarGiven,
  rules: FiscalRules,
): PeriodUnit {
  const unit = unitOf(resetEvery) ?? finestUnit(shown);
  if (showsPeriod(shown, unit, rules)) return unit;
  const hint = hasOtherWeekYear(shown) ? '; the year of an ISO week is GGGG, as in {date:GGGGWW}' : '';
  const reason = `numbers would repeat: the counter begins again every ${unit}, but a number does not show which ${unit} it is from${hint}`;
  throw new PatternError(pattern, pattern.length, reason);
}

// Around New Year the year of an ISO week is another than that of its days.
function hasOtherWeekYear(shown: ReadonlySet<DateField>): boolean {
  return shown.has('WW') !== (shown.has('GGGG') || shown.has('GG'));
}

function ownPeriods(
  pattern: string,
  parts: readonly PatternPart[],
  { resetEvery }: CalendarGiven,
  path: string,
): PeriodUnit {
  if (resetEvery !== undefined)
    throw new OptionsError(
      `${path}.resetEvery`,
      'expected none beside `period`, which says when the counter begins again',
    );
  const showsName = parts.some(({ kind }) => kind === 'period');
  if (showsName || showsPeriod(dateFields(parts), 'day', { fiscalYearStart: 1 })) return 'period';
  const reason = 'numbers would repeat: they show neither {period} nor the day, from which it follows';
  throw new PatternError(pattern, pattern.length, reason);
}

function finderOf(parts: readonly PatternPart[], of: PeriodOf, path: string): PeriodFinder {
  return new PeriodFinder(of, `${path}.period`, separators(parts).get(PERIOD) ?? '');
}
