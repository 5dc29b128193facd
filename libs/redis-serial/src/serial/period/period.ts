import type { DateTexts } from '../pattern/pattern.js';
import { firstInstantOf, wallClock } from './calendar.js';
import type { CalendarRules } from './calendar-rules.js';

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
  'year',
  'fiscalYear',
] as const;

/** The span of time in which one counter counts: from its first instant up to the first instant of the next period. */
export interface Period {
  /** `2026-11-23T14`, `2026-11-23`, `2026-W48`, `2026-11`, `2026-Q4`, `2026`, `FY2026`, or `all` for `never`. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  /** Milliseconds since 1970. */
  readonly to: number;
}

/** The period of an instant, whose date has these texts. */
export function periodAt(at: number, unit: ResetUnit, texts: DateTexts, rules: CalendarRules): Period {
  const id = periodId(texts, unit);
  if (unit === 'never') return { id, from: 0, to: Number.MAX_SAFE_INTEGER };
  const wall = wallClock(at, rules.timeZone);
  const monthsIn = (wall.month - rules.fiscalYearStart + 12) % 12;
  const start =
    unit === 'fiscalYear' ? wall.startOf('month').minus({ months: monthsIn }) : wall.startOf(unit);
  const end = start.plus(unit === 'fiscalYear' ? { years: 1 } : { [unit]: 1 });
  const [from, to] = [start, end].map((bound) => firstInstantOf(bound.toObject(), rules.timeZone));
  if (from === undefined || to === undefined) throw new TypeError(`Period ${id} has no bounds`);
  return { id, from, to };
}

function periodId(texts: DateTexts, unit: ResetUnit): string {
  const { yyyy, Q, MM, dd, HH, week, fyStart_yyyy } = texts;
  const ids: Readonly<Record<ResetUnit, string>> = {
    never: 'all',
    hour: `${yyyy}-${MM}-${dd}T${HH}`,
    day: `${yyyy}-${MM}-${dd}`,
    week: `${week.slice(0, -2)}-W${week.slice(-2)}`,
    month: `${yyyy}-${MM}`,
    quarter: `${yyyy}-Q${Q}`,
    year: yyyy,
    fiscalYear: `FY${fyStart_yyyy}`,
  };
  return ids[unit];
}
