import fc from 'fast-check';
import { ScrambleKey } from './permutation.js';

const key = new ScrambleKey('a secret', 'order');

describe('Permutation', () => {
  it.each([1, 2, 3, 4, 5])('is a bijection of all numbers of %i digits', (digits) => {
    const permutation = key.permutation(digits, '2026');
    const shown = new Set<number>();
    const wrong: number[] = [];
    for (let value = 0; value < 10 ** digits; value++) {
      const scrambled = permutation.scramble(value);
      if (permutation.unscramble(scrambled) !== value) wrong.push(value);
      shown.add(scrambled);
    }
    expect(wrong).toEqual([]);
    expect(shown.size).toBe(10 ** digits);
    expect([...shown].every((scrambled) => scrambled >= 0 && scrambled < 10 ** digits)).toBe(true);
  });

  it('is one, in both directions, for every number of digits up to 15', () => {
    const drawn = fc
      .integer({ min: 1, max: 15 })
      .chain((digits) => fc.tuple(fc.constant(digits), fc.maxSafeNat()));
    fc.assert(
      fc.property(drawn, ([digits, value]) => {
        const permutation = key.permutation(digits, 'x');
        const at = value % 10 ** digits;
        const shown = permutation.scramble(at);
        expect(shown).toBeLessThan(10 ** digits);
        expect(shown).toBeGreaterThanOrEqual(0);
        expect(permutation.unscramble(shown)).toBe(at);
        expect(permutation.scramble(permutation.unscramble(at))).toBe(at);
      }),
      { numRuns: 2_000 },
    );
  });

  it('differs by secret, by series, by tweak and by length, and makes neighbours look unrelated', () => {
    const others = [
      new ScrambleKey('another', 'order').permutation(9, 'x'),
      new ScrambleKey('a secret', 'invoice').permutation(9, 'x'),
      key.permutation(9, 'y'),
      key.permutation(10, 'x'),
    ];
    const own = key.permutation(9, 'x');
    for (const other of others) expect(other.scramble(1)).not.toBe(own.scramble(1));
    const steps = new Set(
      [1, 2, 3, 4, 5, 6, 7, 8].map((value) => own.scramble(value + 1) - own.scramble(value)),
    );
    expect(steps.size).toBe(8);
  });

  it('stays what it is: numbers that were printed must be read for ever', () => {
    const shown = [1, 6, 15].map((digits) => key.permutation(digits, '["2026-11-23"]').scramble(1));
    expect(shown).toEqual([1, 793_988, 826_628_270_011_449]);
  });
});
