import { parsePattern } from '../pattern/parse-pattern.js';
import { defineSeries } from '../series.js';
import { describeSeries } from './describe-series.js';
import { canMeet, shapeOf } from './shape-of.js';

const shape = (pattern: string): string => shapeOf(parsePattern(pattern));
const described = (pattern: string) => describeSeries(defineSeries({ name: 'x', pattern, secret: 's' }));

describe('the shape of a pattern', () => {
  it.each([
    ['A-{shop}-{date:yyyyMMdd}-{seq:4}', 'A-{store}-{date:yyyyMMdd}-{seq:6}'],
    ['{a}/{b}/{a}-{seq}', '{x}/{y}/{x}-{seq:4:36}'],
    ['{date:yyyy}-{date:MM}{seq:4}', '{date:yyyy-MM}{seq:4}'],
    ['{{A}}{seq:6}', '{{A}}{scramble:6}'],
  ])('of %s is that of %s', (one, other) => {
    expect(shape(one)).toBe(shape(other));
  });

  it.each([
    ['A-{seq:4}', 'B-{seq:4}'],
    ['{a}-{b}-{seq:4}', '{a}-{a}-{seq:4}'],
    ['{date:yyyyMM}{seq:4}', '{date:yyMM}{seq:4}'],
    ['{a}{seq:4}', '{{0}}{seq:4}'],
    ['{{seq}}{seq:4}', '{seq:4}'],
    ['{seq:4}{check:luhn}', '{seq:4}'],
  ])('of %s is not that of %s', (one, other) => {
    expect(shape(one)).not.toBe(shape(other));
  });

  it('is that of texts that can meet, or not', () => {
    expect(canMeet(described('A{seq:4}'), described('A{scramble:4}'))).toBe(true);
    expect(canMeet(described('A{seq:4}'), described('A{seq}'))).toBe(true);
    expect(canMeet(described('A{seq:4}'), described('A{seq:6}'))).toBe(false);
  });
});
