import { instantInPeriod } from './instant-in-period.js';
import { RESET_UNITS } from './period.js';
import { SeriesCalendar } from './series-calendar.js';

describe('instantInPeriod', () => {
  const zones = ['UTC', 'Asia/Shanghai', 'America/New_York', 'Pacific/Apia'];
  const instants = [
    '2026-01-01T00:30:00Z',
    '2026-03-08T07:30:00Z',
    '2026-11-01T05:30:00Z',
    '2024-12-30T12:00:00Z',
  ];
  const cases = RESET_UNITS.flatMap((unit) => zones.map((timeZone) => [unit, timeZone] as const));

  it.each(cases)('finds the period of every %s in %s', (unit, timeZone) => {
    const calendar = new SeriesCalendar({ timeZone, fiscalYearStart: 4 }, unit);
    for (const instant of instants) {
      const { id } = calendar.minuteAt(Date.parse(instant)).period;
      const found = instantInPeriod(id, unit, calendar.rules);
      expect(calendar.minuteAt(found ?? NaN).period.id).toBe(id);
    }
  });

  it.each([
    ['day', '2026-02-30'],
    ['day', 'rubbish'],
    ['never', '2026'],
    ['month', '2026-13'],
  ] as const)('finds none for the %s %s', (unit, id) => {
    expect(instantInPeriod(id, unit, { timeZone: 'UTC', fiscalYearStart: 1 })).toBeUndefined();
  });
});
