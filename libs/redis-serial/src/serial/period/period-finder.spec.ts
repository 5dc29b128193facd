import { OptionsError } from '../../common/options.error.js';
import { PeriodFinder, type NamedPeriod } from './period-finder.js';

const WEEK_MS = 7 * 86_400_000;
const FIRST = Date.UTC(2026, 1, 1);

// Four weeks, four and five, over and over: 52 weeks a year.
const retail = (date: Date): NamedPeriod => {
  const week = Math.floor((date.getTime() - FIRST) / WEEK_MS);
  const year = Math.floor(week / 52);
  const inYear = week - year * 52;
  const quarter = Math.floor(inYear / 13);
  const inQuarter = Math.min(2, Math.floor((inYear - quarter * 13) / 4));
  const begins = year * 52 + quarter * 13 + inQuarter * 4;
  return {
    id: `${2026 + year}P${String(quarter * 3 + inQuarter + 1).padStart(2, '0')}`,
    from: new Date(FIRST + begins * WEEK_MS),
    to: FIRST + (begins + (inQuarter === 2 ? 5 : 4)) * WEEK_MS,
  };
};

const finder = (of: (date: Date) => unknown): PeriodFinder =>
  new PeriodFinder(of as (date: Date) => NamedPeriod, 'series.x.period', '-');

describe('PeriodFinder', () => {
  it('asks once for each period', () => {
    let asked = 0;
    const counted = finder((date) => {
      asked++;
      return retail(date);
    });
    const first = counted.at(FIRST);
    expect(counted.at(FIRST + 4 * WEEK_MS - 1)).toBe(first);
    expect(first).toEqual({ id: '2026P01', from: FIRST, to: FIRST + 4 * WEEK_MS });
    expect(counted.at(FIRST + 4 * WEEK_MS).id).toBe('2026P02');
    expect(asked).toBe(2);
  });

  it('finds periods by their names, before and after an instant', () => {
    const found = finder(retail);
    for (const id of ['2026P01', '2026P03', '2021P12', '2040P06'])
      expect(found.named(id, FIRST)?.id).toBe(id);
    expect(found.named('2026P13', FIRST)).toBeUndefined();
  });

  it.each([
    ['no period', () => undefined, 'an id of 1 to 32'],
    ['no id', () => ({ from: 0, to: 60_000 }), 'an id of 1 to 32'],
    ['an id that ends where another part begins', (d: Date) => ({ ...retail(d), id: 'P-1' }), `without '-'`],
    ['a bound within a minute', (d: Date) => ({ ...retail(d), to: FIRST + 1 }), 'bounds on whole minutes'],
    ['another time', (d: Date) => ({ ...retail(d), from: 0, to: 60_000 }), 'a period that contains it'],
  ])('refuses %s', (_, of, reason) => {
    expect(() => finder(of).at(FIRST)).toThrow(OptionsError);
    expect(() => finder(of).at(FIRST)).toThrow(reason);
    expect(() => finder(of).at(FIRST)).toThrow('series.x.period');
  });

  it('looks no further than the function knows', () => {
    const known = finder((date) =>
      Math.abs(date.getTime() - FIRST) < 60 * WEEK_MS ? retail(date) : undefined,
    );
    expect(known.named('2026P09', FIRST)?.id).toBe('2026P09');
    expect(known.named('2040P06', FIRST)).toBeUndefined();
  });

  it('refuses periods that overlap, and a name that comes twice', () => {
    const overlapping = finder((date) => ({ ...retail(date), from: FIRST - 52 * WEEK_MS }));
    overlapping.at(FIRST);
    expect(() => overlapping.at(FIRST + 5 * WEEK_MS)).toThrow('no overlap');
    const yearless = finder((date) => ({ ...retail(date), id: retail(date).id.slice(4) }));
    yearless.at(FIRST);
    expect(() => yearless.at(FIRST + 52 * WEEK_MS)).toThrow('no overlap');
  });
});
