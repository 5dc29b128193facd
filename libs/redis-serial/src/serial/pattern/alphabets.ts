import type { SequencePart } from './pattern.js';

const UPPER = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LETTERS = UPPER.slice(10);

/** The alphabets that patterns can name, lowest digit first. */
export const NAMED_ALPHABETS: Readonly<Record<string, string>> = {
  // Douglas Crockford's base 32: without I, L, O and U.
  crockford: '0123456789ABCDEFGHJKMNPQRSTVWXYZ',
  unambiguous: '23456789ABCDEFGHJKMNPQRSTUVWXYZ',
};

/** The digits of a radix, in upper case. */
export function radixDigits(radix: number): string {
  return UPPER.slice(0, radix);
}

/** All characters that a counter can show. */
export function alphabetOf({ alphabet, mask, radix }: SequencePart): string {
  if (mask !== undefined) return [...new Set(mask)].map(maskDigits).join('');
  return alphabet ?? radixDigits(radix);
}

/** The characters that can stand at a place of a mask: `A` for a letter, `9` for a digit. */
export function maskDigits(place: string): string {
  return place === 'A' ? LETTERS : UPPER.slice(0, 10);
}

/** Whether a text can be the digits of a counter: each a character of its own that people can see and tell apart. */
export function isAlphabet(text: string): boolean {
  const isVisible = /^[\p{L}\p{N}\p{P}\p{S}]{2,256}$/u.test(text) && text.normalize('NFKC') === text;
  return isVisible && new Set(text).size === text.length;
}
