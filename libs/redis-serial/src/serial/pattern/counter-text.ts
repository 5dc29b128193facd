import { maskDigits } from './alphabets.js';
import type { SequencePart } from './pattern.js';

const ZEROS = Array.from({ length: 54 }, (_, length) => '0'.repeat(length));

/** Makes the function that writes a counter's values, padded with its lowest digit. */
export function counterTextOf(sequence: SequencePart): (value: number) => string {
  const { alphabet, mask, digits = 1 } = sequence;
  if (mask !== undefined) return maskText(mask);
  if (alphabet !== undefined) return (value) => alphabetText(alphabet, digits, value);
  return (value) => counterText(sequence, value);
}

// In its radix, in upper case.
function counterText({ digits = 1, radix }: SequencePart, value: number): string {
  const text = radix === 10 ? String(value) : value.toString(radix).toUpperCase();
  return text.length >= digits ? text : (ZEROS[digits - text.length] ?? '') + text;
}

function alphabetText(alphabet: string, digits: number, value: number): string {
  const radix = alphabet.length;
  let text = '';
  for (let rest = value; rest > 0 || text.length < digits; rest = Math.floor(rest / radix))
    text = alphabet.charAt(rest % radix) + text;
  return text;
}

function maskText(mask: string): (value: number) => string {
  const places = mask.split('').map(maskDigits).reverse();
  return (value) => {
    let [text, rest] = ['', value];
    for (const digits of places) {
      text = digits.charAt(rest % digits.length) + text;
      rest = Math.floor(rest / digits.length);
    }
    return text;
  };
}

/** The value that a counter's text stands for, if it was written so; else some other number. */
export function counterValue({ alphabet, mask, radix }: SequencePart, text: string): number {
  if (mask === undefined && alphabet === undefined) return parseInt(text, radix);
  return text.split('').reduce((value, character, index) => {
    const digits = alphabet ?? maskDigits(mask?.charAt(index) ?? '');
    return value * digits.length + digits.indexOf(character);
  }, 0);
}

/** The highest value that a counter's digits hold and that is a safe integer in JavaScript. */
export function counterCapacity({ digits, radix, mask }: SequencePart): number {
  if (digits === undefined) return Number.MAX_SAFE_INTEGER;
  const count =
    mask === undefined
      ? radix ** digits
      : mask.split('').reduce((product, place) => product * maskDigits(place).length, 1);
  return Math.min(count - 1, Number.MAX_SAFE_INTEGER);
}
