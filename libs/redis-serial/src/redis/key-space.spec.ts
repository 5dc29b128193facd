import fc from 'fast-check';
import { KeySpace } from './key-space.js';

const keys = new KeySpace('serial');

describe('KeySpace', () => {
  it('puts the name into a hash tag and the parts behind it', () => {
    expect(keys.key('counter', 'order', '2026-11-23', 'SH')).toBe('serial:counter:{order}:2026-11-23:SH');
    expect(keys.key('lock', 'order:7')).toBe('serial:lock:{order:7}');
    expect(keys.key('lock', '订单')).toBe('serial:lock:{订单}');
  });

  it('keeps what users name in its place', () => {
    expect(keys.key('lock', 'a}:{b')).toBe('serial:lock:{a%7D:%7Bb}');
    expect(keys.key('counter', 'a', 'b:c', '\n')).toBe('serial:counter:{a}:b%3Ac:%0A');
    expect(keys.key('lock', '\ud800')).toBe('serial:lock:{%uD800}');
  });

  it('never puts two different names into one key, nor keys of one name into two slots', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.string({ unit: fc.constantFrom('{', '}', ':', '%', 'a', '0', 'D') }),
    );
    const name = fc.tuple(text, fc.array(text, { maxLength: 3 }));
    fc.assert(
      fc.property(name, name, ([a, as], [b, bs]) => {
        const [left, right] = [keys.key('k', a, ...as), keys.key('k', b, ...bs)];
        const same = JSON.stringify([a, as]) === JSON.stringify([b, bs]);
        expect(Buffer.from(left).equals(Buffer.from(right))).toBe(same);
        expect(left.indexOf('}') - left.indexOf('{')).toBeGreaterThanOrEqual(1);
        expect(left.split('{')).toHaveLength(2);
        expect(left.split('}')).toHaveLength(2);
      }),
    );
  });
});
