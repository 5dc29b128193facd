import { periodAt } from './period.js';

const at = (text: string): number => Date.parse(text);
const shown = (instant: string, unit: 'never' | 'day' | 'month' | 'year', zone: string): string[] => {
  const { id, from, to } = periodAt(at(instant), unit, zone);
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
