import { defineSeries } from '../series.js';
import type { SeriesDefinition } from '../series.options.js';
import { skipFor } from './skip.js';

const seriesOf = (definition: Partial<SeriesDefinition>): ReturnType<typeof defineSeries> =>
  defineSeries({ name: 'x', pattern: '{seq:6}', ...definition });

describe('skipFor', () => {
  it.each<[string, Partial<SeriesDefinition>, number]>([
    ['1,000 where there is room', {}, 1_000],
    ['1,000 of 20,000', { max: 20_000 }, 1_000],
    ['a twentieth of fewer', { max: 19_999 }, 999],
    ['a twentieth of {seq:4}', { pattern: '{seq:4}' }, 499],
    ['a twentieth of {seq:3}', { pattern: '{seq:3}' }, 49],
    ['of what the steps leave', { pattern: '{seq:4}', step: 10 }, 50],
    ['of what begins at start', { pattern: '{seq:4}', start: 9_000 }, 50],
    ['16 at least', { pattern: '{seq:2}' }, 16],
    ['of what a series that widens has', { pattern: '{seq:2}', overflow: 'widen' }, 1_000],
  ])('is %s', (_, definition, skip) => {
    expect(skipFor(seriesOf(definition), 'auto')).toBe(skip);
  });

  it('is what was said', () => {
    expect(skipFor(seriesOf({ pattern: '{seq:1}' }), 5_000)).toBe(5_000);
  });
});
