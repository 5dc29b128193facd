import { OptionsError } from '../common/options.error.js';
import { presentCall } from './known-calls.js';
import { resolveScope } from './scope.js';
import { defineSeries } from './series.js';

const Invoice = defineSeries({ name: 'invoice', pattern: '{region}/{store}-{seq:6}' });

describe('resolveScope, where texts have bounds', () => {
  it('refuses a value with which a number would be too long', () => {
    const Short = defineSeries({ name: 's', pattern: '{store}-{seq:4}', maxLength: 8 });
    expect(resolveScope(Short, { store: 'ABC' })).toEqual({ store: 'ABC' });
    expect(() => resolveScope(Short, { store: 'ABCD' })).toThrow(
      'scope.store: numbers could have 9 characters',
    );
  });

  it('refuses a value with which check characters cover too many, or brackets', () => {
    const Box = defineSeries({ name: 's', pattern: '{owner}U{seq:6}{check:iso6346}' });
    expect(resolveScope(Box, { owner: 'CSQ' })).toEqual({ owner: 'CSQ' });
    expect(() => resolveScope(Box, { owner: 'CSQX' })).toThrow(
      '{check:iso6346} covers 10 characters, not 11',
    );
    const Key = defineSeries({ name: 's', pattern: '{prefix}{seq:6}{check:gs1}' });
    expect(() => resolveScope(Key, { prefix: '(01)5' })).toThrow("contains '('");
  });
});

describe('resolveScope', () => {
  it('answers the values in the order of the pattern, numbers as texts', () => {
    expect(Object.entries(resolveScope(Invoice, { store: 7, region: '华东' }))).toEqual([
      ['region', '华东'],
      ['store', '7'],
    ]);
  });

  it.each([
    [undefined, 'scope.region: expected a text'],
    [{ region: 'E' }, 'scope.store: expected a text'],
    [{ region: 'E', store: '' }, 'scope.store'],
    [{ region: 'E', store: null }, 'scope.store'],
    [{ region: 'E', store: {} }, 'scope.store'],
    [{ region: 'E', store: 1.5 }, 'scope.store'],
    [{ region: 'E', store: 'a\u0000' }, 'scope.store'],
    [{ region: 'E', store: '\ud800' }, 'scope.store'],
    [{ region: 'E', store: 'x'.repeat(129) }, 'scope.store'],
    [{ region: 'E', store: 'S', shop: 'S' }, 'scope.shop: series "invoice" has no such variable'],
    [{ region: 'E/W', store: 'S' }, `contains '/', which ends {region}`],
  ])('refuses %j', (scope, message) => {
    expect(() => resolveScope(Invoice, scope)).toThrow(OptionsError);
    expect(() => resolveScope(Invoice, scope)).toThrow(message);
  });

  it('lets the last value hold what ends an earlier one', () => {
    expect(resolveScope(Invoice, { region: 'E', store: 'a/b-c' }).store).toBe('a/b-c');
  });
});

describe('resolveScope, of look-alikes', () => {
  it.each(['SH\u200b', '\ufeffSH', 'SH\u200f', 'SH ', ' SH', 'S\u00a0H', '\u0301SH'])(
    'refuses %j',
    (store) => {
      expect(() => resolveScope(Invoice, { region: 'EU', store })).toThrow(OptionsError);
      expect(() => resolveScope(Invoice, { region: 'EU', store })).toThrow('scope.store');
    },
  );

  it('takes both forms of a letter with a mark for one value, and so for one counter', () => {
    expect(resolveScope(Invoice, { region: 'EU', store: 'Zoe\u0308' })).toEqual({
      region: 'EU',
      store: 'Zoë',
    });
    const [one, other] = ['Zoe\u0308', 'Zoë'].map((store) => presentCall(Invoice, { region: 'EU', store }));
    expect(one).toBe(other);
  });
});
