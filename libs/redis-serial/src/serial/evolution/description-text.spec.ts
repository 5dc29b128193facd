import { defineSeries } from '../series.js';
import { describeSeries } from './describe-series.js';
import { readDescription, writeDescription } from './description-text.js';

const PLAIN = defineSeries({ name: 'plain', pattern: '{seq}', retention: Infinity, durability: 'none' });
const SERIES = [
  PLAIN,
  defineSeries({
    name: 'all',
    pattern: 'A{{}}{week}{date:yyyy-MM-dd}{x}-{seq:6:36}{check:mod37_36}',
    shards: 8,
  }),
  defineSeries({ name: 'hidden', pattern: '{fyStart:yy}{fyEnd:yy}{scramble:6}', secret: 'top-secret' }),
];

describe('a description as text', () => {
  it.each(SERIES)('is read back as it was written: $name', (series) => {
    const description = describeSeries(series);
    const text = writeDescription(description);
    expect(readDescription(text)).toEqual(description);
    expect(writeDescription(readDescription(text) ?? description)).toBe(text);
    expect(text).not.toContain('secret');
  });

  it('does not depend on the order of fields', () => {
    const { name, ...rest } = describeSeries(PLAIN);
    expect(writeDescription({ ...rest, name })).toBe(writeDescription({ name, ...rest }));
  });

  it.each([
    '',
    '{}',
    '[]',
    'null',
    '{"name":',
    text({ colour: 'red' }),
    text({ parts: [{ kind: 'emoji' }] }),
  ])('is not read from what another version may have written: %s', (given) => {
    expect(readDescription(given)).toBeUndefined();
  });
});

function text(more: object): string {
  return JSON.stringify({ ...describeSeries(PLAIN), ...more });
}
