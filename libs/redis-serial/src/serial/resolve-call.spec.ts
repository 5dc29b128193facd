import { resolveCall } from './resolve-call.js';
import { OptionsError } from '../common/options.error.js';
import { defineSeries } from './series.js';

describe('resolveCall', () => {
  const Dated = defineSeries({ name: 'dated', pattern: '{date:yyyyMMdd}-{seq:4}' });
  const Plain = defineSeries({ name: 'plain', pattern: '{seq:4}' });

  it('takes an instant in milliseconds, and none in microseconds', () => {
    expect(resolveCall(Dated, { at: Date.UTC(2026, 10, 27) }).at).toBe(Date.UTC(2026, 10, 27));
    for (const series of [Dated, Plain]) {
      expect(() => resolveCall(series, { at: Date.UTC(2026, 10, 27) * 1_000 })).toThrow(OptionsError);
      expect(() => resolveCall(series, { at: Date.UTC(2026, 10, 27) * 1_000 })).toThrow('microseconds?');
    }
  });

  it.each([Date.UTC(-1, 0, 1), Date.parse('+010000-01-01T00:00:00Z'), 1.5, NaN, '2026'])(
    'refuses %p, which no text of four digits shows',
    (at) => {
      expect(() => resolveCall(Dated, { at: at as number })).toThrow(OptionsError);
    },
  );

  it('refuses a year that the calendar of the pattern does not show', () => {
    const Minguo = defineSeries({ name: 'roc', pattern: '{date:ROCMMdd}-{seq:4}' });
    expect(resolveCall(Minguo, { at: Date.UTC(1912, 0, 1) }).at).toBe(Date.UTC(1912, 0, 1));
    expect(() => resolveCall(Minguo, { at: Date.UTC(1905, 0, 1) })).toThrow("the pattern can't show");
  });

  it('takes any instant whose period is named in the text', () => {
    const period = (date: Date): { id: string; from: number; to: number } => {
      const year = date.getUTCFullYear();
      return { id: `Y${year}`, from: Date.UTC(year, 0), to: Date.UTC(year + 1, 0) };
    };
    const Named = defineSeries({ name: 'named', pattern: '{period}-{seq:4}', period });
    expect(resolveCall(Named, { at: Date.UTC(2021, 5, 1) }).at).toBe(Date.UTC(2021, 5, 1));
  });
});
