import { dateTexts } from './calendar.js';
import type { CalendarRules } from './calendar-rules.js';
import { periodAt, type PeriodUnit, type ResetUnit } from './period.js';

const at = (text: string): number => Date.parse(text);
const shown = (instant: string, unit: ResetUnit, timeZone: string, fiscalYearStart = 1): string[] => {
  const rules = { timeZone, fiscalYearStart };
  const { id, from, to } = periodAt(at(instant), unit, dateTexts(at(instant), rules), rules);
  return [id, new Date(from).toISOString(), new Date(to).toISOString()];
};

describe('periodAt', () => {
  it('goes by the calendar of the time zone', () => {
    expect(shown('2026-11-23T15:59:59.999Z', 'day', 'Asia/Shanghai')).toEqual([
      '2026-11-23',
      '2026-11-22T16:00:00.000Z',
      '2026-11-23T16:00:00.000Z',
    ]);
    expect(shown('2026-11-23T16:00:00Z', 'day', 'Asia/Shanghai')[0]).toBe('2026-11-24');
    expect(shown('2026-12-31T16:00:00Z', 'year', 'Asia/Shanghai')[0]).toBe('2027');
  });

  it('knows leap days and months of every length', () => {
    expect(shown('2028-02-29T12:00:00Z', 'month', 'UTC')).toEqual([
      '2028-02',
      '2028-02-01T00:00:00.000Z',
      '2028-03-01T00:00:00.000Z',
    ]);
  });

  it('knows hours, ISO weeks, quarters and fiscal years', () => {
    expect(shown('2026-11-23T14:05:00Z', 'hour', 'Asia/Kolkata')).toEqual([
      '2026-11-23T19',
      '2026-11-23T13:30:00.000Z',
      '2026-11-23T14:30:00.000Z',
    ]);
    expect(shown('2027-01-02T12:00:00Z', 'week', 'UTC')).toEqual([
      '2026-W53',
      '2026-12-28T00:00:00.000Z',
      '2027-01-04T00:00:00.000Z',
    ]);
    expect(shown('2026-11-23T12:00:00Z', 'quarter', 'UTC')).toEqual([
      '2026-Q4',
      '2026-10-01T00:00:00.000Z',
      '2027-01-01T00:00:00.000Z',
    ]);
    expect(shown('2027-03-31T12:00:00Z', 'fiscalYear', 'UTC', 4)).toEqual([
      'FY2026',
      '2026-04-01T00:00:00.000Z',
      '2027-04-01T00:00:00.000Z',
    ]);
    expect(shown('2027-03-31T12:00:00Z', 'fiscalYear', 'UTC')[0]).toBe('FY2027');
  });

  it('begins an hour once that comes twice, and ends one that is cut short', () => {
    // New York put its clocks back from 02:00 to 01:00 on 1 November 2026, and Lord Howe forward by half an hour.
    expect(shown('2026-11-01T06:30:00Z', 'hour', 'America/New_York')).toEqual([
      '2026-11-01T01',
      '2026-11-01T05:00:00.000Z',
      '2026-11-01T07:00:00.000Z',
    ]);
    expect(shown('2026-10-03T15:40:00Z', 'hour', 'Australia/Lord_Howe')).toEqual([
      '2026-10-04T02',
      '2026-10-03T15:30:00.000Z',
      '2026-10-03T16:00:00.000Z',
    ]);
  });

  it('begins a day once where clocks go back over midnight, and late where midnight is skipped', () => {
    // Havana put its clocks back at 01:00 on 1 November 2026, so that midnight came twice.
    expect(shown('2026-11-01T04:30:00Z', 'day', 'America/Havana')).toEqual([
      '2026-11-01',
      '2026-11-01T04:00:00.000Z',
      '2026-11-02T05:00:00.000Z',
    ]);
    // Cairo put its clocks forward at midnight of 24 April 2026.
    expect(shown('2026-04-24T12:00:00Z', 'day', 'Africa/Cairo')).toEqual([
      '2026-04-24',
      '2026-04-23T22:00:00.000Z',
      '2026-04-24T21:00:00.000Z',
    ]);
    // Samoa had no 30 December 2011.
    expect(shown('2011-12-30T10:00:00Z', 'day', 'Pacific/Apia')[0]).toBe('2011-12-31');
    expect(shown('2011-12-30T09:59:59Z', 'day', 'Pacific/Apia')).toEqual([
      '2011-12-29',
      '2011-12-29T10:00:00.000Z',
      '2011-12-30T10:00:00.000Z',
    ]);
  });
});

describe('periodAt, where days and years begin otherwise', () => {
  const at = (text: string): number => Date.parse(text);
  const shown = (instant: string, unit: PeriodUnit, rules: Partial<CalendarRules>): string[] => {
    const all = { timeZone: 'UTC', fiscalYearStart: 1, ...rules };
    const { id, from, to } = periodAt(at(instant), unit, dateTexts(at(instant), all), all);
    return [id, new Date(from).toISOString().slice(0, 16), new Date(to).toISOString().slice(0, 16)];
  };

  it('counts what comes before the beginning of the day to the day before, and to its month and year', () => {
    const rules = { dayStart: 4 * 60 };
    expect(shown('2026-11-24T03:59:00Z', 'day', rules)).toEqual([
      '2026-11-23',
      '2026-11-23T04:00',
      '2026-11-24T04:00',
    ]);
    expect(shown('2026-11-24T04:00:00Z', 'day', rules)[0]).toBe('2026-11-24');
    expect(shown('2027-01-01T03:00:00Z', 'month', rules)).toEqual([
      '2026-12',
      '2026-12-01T04:00',
      '2027-01-01T04:00',
    ]);
    expect(shown('2027-01-01T03:00:00Z', 'year', rules)[0]).toBe('2026');
    expect(
      dateTexts(at('2027-01-01T03:00:00Z'), { timeZone: 'UTC', fiscalYearStart: 1, ...rules }),
    ).toMatchObject({
      yyyy: '2026',
      MM: '12',
      dd: '31',
      HH: '03',
    });
  });

  it('begins the day at the skip where clocks pass over its beginning', () => {
    // New York put its clocks forward from 02:00 to 03:00 on 8 March 2026.
    const rules = { timeZone: 'America/New_York', dayStart: 2 * 60 + 30 };
    expect(shown('2026-03-08T12:00:00Z', 'day', rules)).toEqual([
      '2026-03-08',
      '2026-03-08T07:00',
      '2026-03-09T06:30',
    ]);
    expect(shown('2026-03-08T07:10:00Z', 'day', rules)[0]).toBe('2026-03-08');
  });

  it('knows fiscal years from a day, and their months', () => {
    const rules = { fiscalYearStart: 4, fiscalYearDay: 6 };
    expect(shown('2026-04-05T12:00:00Z', 'fiscalYear', rules)).toEqual([
      'FY2025',
      '2025-04-06T00:00',
      '2026-04-06T00:00',
    ]);
    expect(shown('2026-04-06T00:00:00Z', 'fiscalYear', rules)[0]).toBe('FY2026');
    expect(shown('2026-05-05T12:00:00Z', '1 months', rules)).toEqual([
      '2026-04+1',
      '2026-04-06T00:00',
      '2026-05-06T00:00',
    ]);
    expect(shown('2027-01-05T12:00:00Z', '3 months', rules)).toEqual([
      '2026-10+3',
      '2026-10-06T00:00',
      '2027-01-06T00:00',
    ]);
  });

  it('knows half years and periods of months', () => {
    expect(shown('2026-06-30T12:00:00Z', 'halfYear', {})).toEqual([
      '2026-H1',
      '2026-01-01T00:00',
      '2026-07-01T00:00',
    ]);
    expect(shown('2026-07-01T12:00:00Z', 'halfYear', {})[0]).toBe('2026-H2');
    expect(shown('2026-12-01T12:00:00Z', '2 months', {})).toEqual([
      '2026-11+2',
      '2026-11-01T00:00',
      '2027-01-01T00:00',
    ]);
    expect(shown('2027-01-15T12:00:00Z', '4 months', { fiscalYearStart: 10 })[0]).toBe('2026-10+4');
  });

  it('shows the fiscal quarter, ISO weeks and weekdays, Buddhist and Minguo years', () => {
    const texts = dateTexts(at('2027-01-02T12:00:00Z'), { timeZone: 'UTC', fiscalYearStart: 4 });
    expect(texts).toMatchObject({ Q: '1', fyQuarter: '4', GGGG: '2026', GG: '26', WW: '53', E: '6' });
    expect(texts).toMatchObject({ BBBB: '2570', ROC: '116' });
  });
});
