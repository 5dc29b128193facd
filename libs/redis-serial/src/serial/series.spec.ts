import { OptionsError } from '../common/options.error.js';
import { PatternError } from './pattern/pattern.error.js';
import { defineSeries } from './series.js';

const define = (definition: object): (() => unknown) => {
  return () => defineSeries({ name: 'order', pattern: '{seq:6}', ...definition });
};

describe('defineSeries', () => {
  it('fills in what is not said', () => {
    const series = defineSeries({ name: 'order', pattern: 'O{date:yyyyMMdd}{seq:6}' });
    expect(series).toMatchObject({
      timeZone: 'UTC',
      resetEvery: 'day',
      start: 1,
      step: 1,
      max: 999_999,
      variables: [],
    });
  });

  it.each([
    ['{date:yyyyMMdd}{seq:6}', 'day'],
    ['{date:yyyyDDD}{seq:6}', 'day'],
    ['{date:yyMMddHHmm}{seq:6}', 'day'],
    ['{date:yyyyMM}{seq:6}', 'month'],
    ['{date:yy}{seq:6}', 'year'],
    ['{seq:6}', 'never'],
  ])('resets %s every %s by default: the finest unit that the pattern names', (pattern, unit) => {
    expect(defineSeries({ name: 'x', pattern }).resetEvery).toBe(unit);
  });

  it.each([
    [{ pattern: '{seq:6}', resetEvery: 'day' }, 'does not show which day'],
    [{ pattern: '{date:MMdd}{seq:6}' }, 'does not show which day'],
    [{ pattern: '{date:yyyydd}{seq:6}' }, 'does not show which day'],
    [{ pattern: '{date:yyyy}{seq:6}', resetEvery: 'month' }, 'does not show which month'],
    [{ pattern: '{date:MM}{seq:6}' }, 'does not show which month'],
  ])('refuses a pattern whose numbers could repeat: %j', (definition, reason) => {
    expect(define(definition)).toThrow(PatternError);
    expect(define(definition)).toThrow(reason);
  });

  it.each([
    '{a}{b}{seq:6}',
    '{a}{seq:6}{b}',
    '{a}{seq}',
    '{a}1{b}-{seq:6}',
    '{seq}{a}',
    '{a}{date:yyyy}{b}-{seq:6}',
  ])('refuses %s, which could not be read back', (pattern) => {
    expect(define({ pattern })).toThrow(PatternError);
    expect(define({ pattern })).toThrow('nothing tells where');
  });

  it.each([
    [{ name: '' }, 'series.name'],
    [{ name: 7 }, 'series.name'],
    [{ name: 'x'.repeat(101) }, 'series.xxx'],
    [{ pattern: undefined }, 'series.order.pattern'],
    [{ timeZone: 'Mars/Olympus' }, 'series.order.timeZone'],
    [{ resetEvery: 'fortnight' }, 'series.order.resetEvery'],
    [{ start: -1 }, 'series.order.start'],
    [{ start: 1_000_000 }, 'series.order.start'],
    [{ step: 0 }, 'series.order.step'],
    [{ max: 1_000_000 }, 'series.order.max'],
    [{ mode: 'buffered' }, 'series.order.mode'],
    [{ paddding: 3 }, 'series.order.paddding'],
  ])('refuses %j by its path', (definition, path) => {
    expect(define(definition)).toThrow(OptionsError);
    expect(define(definition)).toThrow(path);
  });

  it('never holds a number that JavaScript cannot tell exactly', () => {
    expect(defineSeries({ name: 'x', pattern: '{seq:20}' }).max).toBe(Number.MAX_SAFE_INTEGER);
    expect(defineSeries({ name: 'x', pattern: '{seq}' }).max).toBe(Number.MAX_SAFE_INTEGER);
    expect(defineSeries({ name: 'x', pattern: '{seq:4:36}' }).max).toBe(36 ** 4 - 1);
  });
});
