import fc from 'fast-check';
import { DATE_FIELDS, type DateField, type DateTexts } from '../pattern/pattern.js';
import { dateTexts } from './calendar.js';
import { periodAt, type Period, type PeriodUnit } from './period.js';
import { finestUnit, showsPeriod } from './shown-period.js';

const HOUR_MS = 3_600_000;
const UNITS: readonly PeriodUnit[] = [
  ...(['hour', 'day', 'week', 'month', 'quarter', 'halfYear', 'year', 'fiscalYear'] as const),
  ...(['1 months', '2 months', '3 months', '4 months', '6 months'] as const),
];
const FISCAL = [
  { fiscalYearStart: 1 },
  { fiscalYearStart: 2 },
  { fiscalYearStart: 4 },
  { fiscalYearStart: 10 },
  { fiscalYearStart: 1, fiscalYearDay: 6 },
  { fiscalYearStart: 4, fiscalYearDay: 6 },
];

const FROM = Date.UTC(2023, 11, 1, 3);
const TO = Date.UTC(2037, 0, 31);

/** A day, and the periods in which it lies, as they were when they were asked for. */
interface Day {
  readonly at: number;
  readonly texts: DateTexts;
}

describe('showsPeriod', () => {
  const calendars = FISCAL.map((fiscal) => {
    const rules = { timeZone: 'UTC', ...fiscal };
    const days: Day[] = [];
    for (let at = FROM; at < TO; at += 24 * HOUR_MS) days.push({ at, texts: dateTexts(at, rules) });
    const known = new Map<PeriodUnit, string[]>();
    const idsOf = (unit: PeriodUnit): string[] => {
      let period: Period | undefined;
      const ids =
        known.get(unit) ??
        days.map(({ at, texts }) => {
          if (!period || at >= period.to) period = periodAt(at, unit, texts, rules);
          return period.id;
        });
      known.set(unit, ids);
      return ids;
    };
    return { fiscal, days, idsOf };
  });

  // The shortest proof that numbers repeat: one text in two periods.
  const repeats = (fields: readonly DateField[], ids: readonly string[], days: readonly Day[]): boolean => {
    const seen = new Map<string, string>();
    return days.some(({ texts }, index) => {
      const text = fields.map((field) => texts[field]).join(' ');
      const period = ids[index] ?? '';
      const before = seen.get(text);
      seen.set(text, period);
      return before !== undefined && before !== period;
    });
  };

  const dates = DATE_FIELDS.filter((field) => !['HH', 'mm', 'ss', 'SSS'].includes(field));

  it('says so only where no text stands for two periods, whatever is shown', () => {
    const shown = { yes: 0, no: 0 };
    const drawn = fc.tuple(
      fc.uniqueArray(fc.constantFrom(...dates), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...UNITS.filter((unit) => unit !== 'hour')),
      fc.constantFrom(...calendars),
    );
    const sound = fc.property(drawn, ([fields, unit, { fiscal, days, idsOf }]) => {
      const says = showsPeriod(new Set(fields), unit, fiscal);
      shown[says ? 'yes' : 'no']++;
      if (says) expect(repeats(fields, idsOf(unit), days)).toBe(false);
    });
    fc.assert(sound, { numRuns: 1_000 });
    expect(Math.min(shown.yes, shown.no)).toBeGreaterThan(50);
  });

  it.each([
    [['yyyy', 'WW'], 'week', 1],
    [['GGGG', 'MM', 'dd'], 'day', 1],
    [['GGGG'], 'year', 1],
    [['fyStart_yyyy', 'MM'], 'month', 4],
    [['yyyy', 'fyQuarter'], '3 months', 2],
  ] as const)('refuses %j for every %s', (fields, unit, fiscalYearStart) => {
    const day = fields[0] === 'fyStart_yyyy' ? 6 : 1;
    expect(showsPeriod(new Set(fields), unit, { fiscalYearStart, fiscalYearDay: day })).toBe(false);
  });

  it.each([
    [['GGGG', 'WW'], 'week', 1],
    [['GG', 'WW', 'E'], 'day', 1],
    [['yyyy', 'WW', 'MM'], 'week', 1],
    [['BBBB', 'MM'], 'month', 1],
    [['ROC', 'MM', 'dd'], 'day', 1],
    [['fyStart_yy', 'fyQuarter'], '3 months', 2],
    [['fyStart_yy', 'fyQuarter'], 'quarter', 4],
    [['fyEnd_yy', 'fyQuarter'], 'halfYear', 10],
    [['yyyy', 'Q'], 'halfYear', 1],
    [['yyyy', 'MM'], '2 months', 4],
  ] as const)('takes %j for every %s', (fields, unit, fiscalYearStart) => {
    expect(showsPeriod(new Set(fields), unit, { fiscalYearStart })).toBe(true);
  });

  it('needs the hour where the counter begins again every hour', () => {
    expect(showsPeriod(new Set(['yyyy', 'MM', 'dd', 'HH']), 'hour', { fiscalYearStart: 1 })).toBe(true);
    expect(showsPeriod(new Set(['yyyy', 'MM', 'dd', 'ss']), 'hour', { fiscalYearStart: 1 })).toBe(false);
  });

  it('takes the finest unit that is named', () => {
    expect(finestUnit(new Set(['yyyy', 'fyQuarter']))).toBe('3 months');
    expect(finestUnit(new Set(['GGGG', 'WW']))).toBe('week');
    expect(finestUnit(new Set(['GGGG', 'WW', 'E']))).toBe('day');
    expect(finestUnit(new Set(['BBBB']))).toBe('year');
    expect(finestUnit(new Set(['yyyy', 'SSS']))).toBe('hour');
  });
});
