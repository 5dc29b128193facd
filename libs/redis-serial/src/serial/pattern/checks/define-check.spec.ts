import { OptionsError } from '../../../common/options.error.js';
import { parseSerial } from '../../parse-serial.js';
import { defineSeries } from '../../series.js';
import { PatternError } from '../pattern.error.js';
import { defineCheck } from './define-check.js';

const DIGITS = '0123456789';
const sum = (digits: string): string =>
  String(Array.from(digits).reduce((all, digit) => all + Number(digit), 0) % 10);

describe('defineCheck', () => {
  it('makes check characters that patterns can name', () => {
    defineCheck('crossSum', { alphabet: DIGITS, covers: DIGITS, compute: sum });
    const Summed = defineSeries({ name: 's', pattern: 'A-{seq:4}{check:crossSum(seq)}' });
    expect(parseSerial(Summed, 'A-00426').value).toBe(42);
    expect(() => parseSerial(Summed, 'A-00427')).toThrow("(crossSum) don't match {seq}");
    // Like those of the library, it covers no letters.
    expect(() => defineSeries({ name: 's', pattern: 'A-{seq:4}{check:crossSum}' })).toThrow(PatternError);
  });

  it('is given the text as it stands where it does not say what counts', () => {
    const seen: string[] = [];
    const compute = (text: string): string => {
      seen.push(text);
      return 'xy';
    };
    defineCheck('asItStands', { alphabet: 'xyz', length: 2, compute });
    const Series = defineSeries({ name: 's', pattern: 'é-{seq:2}{check:asItStands}' });
    expect(parseSerial(Series, 'é-07xy').value).toBe(7);
    expect(seen).toContain('é-07');
  });

  it('says when it computes what it can not write', () => {
    defineCheck('wrong', { alphabet: 'AB', compute: () => 'C' });
    const Wrong = defineSeries({ name: 's', pattern: '{seq:2}{check:wrong}' });
    expect(() => parseSerial(Wrong, '07A')).toThrow(
      "check.wrong: expected 1 of the characters AB, got 'C' for '07'",
    );
  });

  it('may be called twice with the same, and not with another', () => {
    const define = (): void => {
      defineCheck('twice', { alphabet: DIGITS, compute: sum });
    };
    define();
    expect(define).not.toThrow();
    for (const [name, alphabet] of [
      ['twice', 'AB'],
      ['luhn', DIGITS],
    ] as const)
      expect(() => {
        defineCheck(name, { alphabet, compute: sum });
      }).toThrow('another check has this name');
  });

  it.each([
    ['', { alphabet: DIGITS, compute: sum }, 'check: expected a name'],
    ['x', { alphabet: '', compute: sum }, 'check.x.alphabet'],
    ['x', { alphabet: '00', compute: sum }, 'check.x.alphabet'],
    ['x', { alphabet: DIGITS, length: 0, compute: sum }, 'check.x.length'],
    ['x', { alphabet: DIGITS }, 'check.x.compute'],
    ['x', { alphabet: DIGITS, compute: sum, covrs: '1' }, 'check.x.covrs'],
  ])('refuses %j, %j', (name, definition, reason) => {
    const define = (): void => {
      defineCheck(name, definition as never);
    };
    expect(define).toThrow(OptionsError);
    expect(define).toThrow(reason);
  });
});
