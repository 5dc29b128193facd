import { parseKeyTemplate } from './key-template.js';
import { LockKeyError } from './lock.errors.js';

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

  it('lets no value meet another resource', () => {
    expect(fill('{0}:{1}', 'b:c', 'd')).not.toBe(fill('{0}:{1}', 'b', 'c:d'));
    expect(fill('{0}', 'a:b')).not.toBe(fill('{0}', 'a%3Ab'));
    expect(() => fill('{0}', 'x'.repeat(1_025))).toThrow(LockKeyError);
  });
});
