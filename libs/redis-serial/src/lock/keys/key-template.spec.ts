import fc from 'fast-check';
import { parseKeyTemplate } from './key-template.js';
import { LockKeyError } from '../lock.errors.js';

const fill = (template: string, ...args: unknown[]): string => parseKeyTemplate(template).fill(args);

describe('parseKeyTemplate', () => {
  it('fills in values by their paths', () => {
    expect(fill('order:{0.id}', { id: 'A7' })).toBe('order:A7');
    expect(fill('move:{0}:{1.to.id}', 3, { to: { id: 12n } })).toBe('move:3:12');
    expect(fill('report')).toBe('report');
    expect(fill('{{x}}:{0}', 'a')).toBe('{x}:a');
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    ['', "''"],
    [{}, 'an object'],
    [[], 'an array'],
    [true, 'true'],
    [Number.NaN, 'NaN'],
    [() => 1, 'a function'],
  ])('refuses %p as a value', (value, shown) => {
    expect(() => fill('order:{0.id}', { id: value })).toThrow(LockKeyError);
    expect(() => fill('order:{0.id}', { id: value })).toThrow(`{0.id} is ${shown}`);
  });

  it('refuses a path that leads nowhere', () => {
    expect(() => fill('order:{0.id}')).toThrow('{0.id} is undefined');
    expect(() => fill('order:{0.a.b}', { a: null })).toThrow(LockKeyError);
  });

  it.each(['', 'order:{0', 'order:0}', '{}', '{0..id}', '{ }'])('refuses the template %j', (template) => {
    expect(() => parseKeyTemplate(template)).toThrow(LockKeyError);
  });

  it.each(['{0}{1}', '{0}x9{1}'])('refuses %j, where nothing separates two values', (template) => {
    expect(() => parseKeyTemplate(template)).toThrow(
      'nothing separates {0} from {1}; write ":" between them',
    );
  });

  it('hashes long values, and still tells them apart', () => {
    const long = 'x'.repeat(10_000_000);
    expect(fill('doc:{0}', long)).toMatch(/^doc:%h[0-9a-f]{64}$/);
    expect(fill('doc:{0}', long)).not.toBe(fill('doc:{0}', `${long}y`));
    expect(fill('doc:{0}', 'x'.repeat(128))).toBe(`doc:${'x'.repeat(128)}`);
  });

  it.each(['a\u200b', '\ufeffa', 'a ', ' a', 'a\n', 'a\u00a0b'])(
    'refuses %j, which looks like another one',
    (value) => {
      expect(() => fill('order:{0}:x', value)).toThrow(LockKeyError);
      expect(() => fill('order:{0}:x', value)).toThrow('the value of {0}');
    },
  );

  it('makes one key of both forms of a letter with a mark', () => {
    expect(fill('store:{0}', 'Zoe\u0308')).toBe(fill('store:{0}', 'Zoë'));
  });

  it('finds headers however they are written', () => {
    expect(parseKeyTemplate('{headers.X-Tenant}').fill({ headers: { 'x-tenant': 'a' } })).toBe('a');
  });

  const value = fc.string({
    unit: fc.constantFrom(':', '%', '3', 'A', 'u', 'h', '-', '{', '/', '号', '🧾'),
  });
  const values = fc.tuple(value, value).filter(([a, b]) => a !== '' && b !== '');
  it.each(['{0}:{1}', '{0}-{1}', '{0}u-{1}', '{0}号{1}', '{0}🧾{1}', '{0}%{1}', 'a{{{0}}}{1}'])(
    'never makes one key of different values in %j',
    (template) => {
      const property = fc.property(values, values, (some, others) => {
        const same = some.every((text, index) => text === others[index]);
        expect(fill(template, ...some) === fill(template, ...others)).toBe(same);
      });
      // Texts of few characters, so that such a case would be among them.
      fc.assert(property, { numRuns: 3000 });
    },
  );
});
