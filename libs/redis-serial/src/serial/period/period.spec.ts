import { dateTexts } from './calendar.js';
import { periodAt, type ResetUnit } from './period.js';

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
