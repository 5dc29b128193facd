import { OptionsError } from '../common/options.error.js';
import { presentCall } from './known-calls.js';
import { defineSeries } from './series.js';

const Order = defineSeries({ name: 'order', pattern: '{store}-{till}-{seq:4}' });

describe('presentCall', () => {
  it('is the same object for the same scope, however its values are written', () => {
    const call = presentCall(Order, { store: 'SH', till: 7 });
    expect(presentCall(Order, { till: '7', store: 'SH' })).toBe(call);
    expect(presentCall(Order, Object.create({ store: 'SH', till: '7' }) as Record<string, unknown>)).toBe(
      call,
    );
    expect(call).toMatchObject({
      series: Order,
      scope: { store: 'SH', till: '7' },
      field: 'SH:7',
      at: undefined,
    });
  });

  it('is another one for another scope or series', () => {
    const call = presentCall(Order, { store: 'SH', till: 7 });
    const Other = defineSeries({ name: 'other', pattern: '{store}-{till}-{seq:4}' });
    expect(presentCall(Order, { store: 'SH', till: 8 }).id).not.toBe(call.id);
    expect(presentCall(Other, { store: 'SH', till: 7 }).id).not.toBe(call.id);
  });

  it.each([
    { store: 'a\u0000b', till: 'c' },
    { store: '', till: 'a\u0000b' },
    { store: 'a', till: '' },
    { store: 'a' },
    { store: 'a', till: 'b', more: 'c' },
    { store: 'a', till: 1.5 },
    { store: 'a', till: null },
  ])('refuses %j, also where a scope is known that looks alike', (given) => {
    presentCall(Order, { store: 'a', till: 'b' });
    expect(() => presentCall(Order, given)).toThrow(OptionsError);
  });

  it('gives callers a scope that they cannot change for others', () => {
    expect(Object.isFrozen(presentCall(Order, { store: 'a', till: 'b' }).scope)).toBe(true);
  });

  it('forgets scopes, so that they may be without number', () => {
    const call = presentCall(Order, { store: 'first', till: '1' });
    for (let till = 0; till < 3_000; till++) presentCall(Order, { store: 'many', till });
    const again = presentCall(Order, { store: 'first', till: '1' });
    expect(again).not.toBe(call);
    expect(again).toEqual(call);
  });
});
