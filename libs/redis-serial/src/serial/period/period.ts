import type { DateTexts } from '../pattern/pattern.js';
import { firstInstantOf, wallClock } from './calendar.js';
import type { CalendarRules } from './calendar-rules.js';
import { fiscalDateOf } from './fiscal-date.js';
import type { Period } from './period-span.js';

export type { Period } from './period-span.js';

/** When a series' counter begins again. */
export type ResetUnit = (typeof RESET_UNITS)[number];

/** The values of `resetEvery`. */
export const RESET_UNITS = [
  'never',
  'hour',
  'day',
  'week',
  'month',
  'quarter',
  'halfYear',
  'year',
  'fiscalYear',
] as const;

/** The same as it is kept: also so many months of the fiscal year, or what a function of the series says. */
export type PeriodUnit = ResetUnit | `${number} months` | 'period';

/** Whether a text is one of these. */
export function isPeriodUnit(unit: string): unit is PeriodUnit {
  return unit === 'period' || (RESET_UNITS as readonly string[]).includes(unit) || /^\d+ months$/u.test(unit);
}

/** How many months a period has; `undefined` for one that is none of months. */
export function monthsOf(unit: PeriodUnit): number | undefined {
  return unit === 'fiscalYear' ? 12 : unit.endsWith(' months') ? parseInt(unit) : undefined;
}

/** The period of an instant, whose date has these texts. */
export function periodAt(at: number, unit: PeriodUnit, texts: DateTexts, rules: CalendarRules): Period {
  if (unit === 'never') return { id: 'all', from: 0, to: Number.MAX_SAFE_INTEGER };
  if (unit === 'period') {
    if (!rules.periods) throw new TypeError('A series with periods of its own has no function for them');
    return rules.periods.at(at);
  }
  // An hour is one of the wall clock, whenever days begin.
  const dayStart = { minutes: unit === 'hour' ? 0 : (rules.dayStart ?? 0) };
  const wall = wallClock(at, rules.timeZone).minus(dayStart);
  const months = monthsOf(unit);
  const [start, span] = spanOf(wall, unit, rules);
  const id =
    months !== undefined && unit !== 'fiscalYear'
      ? `${start.toFormat('yyyy-MM')}+${months}`
      : idOf(texts, unit);
  const [from, to] = [start, start.plus(span)].map((bound) =>
    firstInstantOf(bound.plus(dayStart).toObject(), rules.timeZone),
  );
  if (from === undefined || to === undefined) throw new TypeError(`Period ${id} has no bounds`);
  return { id, from, to };
}

type Wall = ReturnType<typeof wallClock>;

function spanOf(
  wall: Wall,
  unit: PeriodUnit,
  rules: CalendarRules,
): [start: Wall, span: Record<string, number>] {
  const months = monthsOf(unit);
  if (months !== undefined) {
    const { fiscalYearDay: day = 1 } = rules;
    const passed = (fiscalDateOf(wall, rules).monthsIn % months) + (wall.day < day ? 1 : 0);
    return [wall.startOf('month').minus({ months: passed }).set({ day }), { months }];
  }
  if (unit === 'halfYear') {
    const passed = (wall.month - 1) % 6;
    return [wall.startOf('month').minus({ months: passed }), { months: 6 }];
  }
  const plain = unit as 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';
  return [wall.startOf(plain), { [plain]: 1 }];
}

function idOf(texts: DateTexts, unit: PeriodUnit): string {
  const { yyyy, Q, MM, dd, HH, GGGG, WW, fyStart_yyyy } = texts;
  switch (unit) {
    case 'hour':
      return `${yyyy}-${MM}-${dd}T${HH}`;
    case 'day':
      return `${yyyy}-${MM}-${dd}`;
    case 'week':
      return `${GGGG}-W${WW}`;
    case 'month':
      return `${yyyy}-${MM}`;
    case 'quarter':
      return `${yyyy}-Q${Q}`;
    case 'halfYear':
      return `${yyyy}-H${Number(Q) > 2 ? 2 : 1}`;
    case 'year':
      return yyyy;
    case 'fiscalYear':
      return `FY${fyStart_yyyy}`;
    default:
      throw new TypeError(`The name of a period of ${unit} does not follow from its date`);
  }
}
