import { defineSeries } from '../series.js';
import type { SeriesDefinition } from '../series.options.js';
import { describeSeries } from './describe-series.js';
import { fingerprintOf } from './fingerprint.js';

const fingerprint = (definition: Partial<SeriesDefinition>): string =>
  fingerprintOf(
    describeSeries(defineSeries({ name: 'order', pattern: 'O{date:yyyy}-{store}-{seq:6}', ...definition })),
  );

describe('fingerprintOf', () => {
  it('is the same for ever', () => {
    expect(fingerprint({})).toBe('MMaswYT-eTwXBozO');
    expect(fingerprint({ pattern: '{scramble:6}', secret: 's', shards: 8 })).toBe('Isejl2CaGQ9m7qf-');
  });

  it.each<Partial<SeriesDefinition>>([
    { max: 5 },
    { start: 5 },
    { step: 5 },
    { mode: 'buffered' },
    { durability: 'none' },
    { retention: '1d' },
    { warnAt: 0.5 },
    { fiscalYearStart: 4 },
    { pattern: 'O{date:yyyy}-{shop}-{seq:6}' },
    { acceptChange: 'abcdefghijklmnop' },
  ])('does not care for %j', (edit) => {
    expect(fingerprint(edit)).toBe(fingerprint({}));
  });

  it.each<Partial<SeriesDefinition>>([
    { name: 'other' },
    { resetEvery: 'never' },
    { timeZone: 'Asia/Tokyo' },
    { shards: 2 },
    { overflow: 'widen' },
    { mode: 'gapless' },
    { pattern: 'O{date:yyyy}-S1-{seq:6}' },
    { pattern: 'O{date:yyyy}-{store}-{seq:6:36}' },
  ])('is another one with %j', (edit) => {
    expect(fingerprint(edit)).not.toBe(fingerprint({}));
  });
});
