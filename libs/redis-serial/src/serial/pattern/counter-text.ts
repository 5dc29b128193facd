import type { SequencePart } from './pattern.js';

const ZEROS = Array.from({ length: 54 }, (_, length) => '0'.repeat(length));

/** Writes a counter's value in its radix, in upper case, padded with zeros. */
export function counterText({ digits = 1, radix }: SequencePart, value: number): string {
  const text = radix === 10 ? String(value) : value.toString(radix).toUpperCase();
  return text.length >= digits ? text : (ZEROS[digits - text.length] ?? '') + text;
}

/** The highest value that a counter's digits hold and that is a safe integer in JavaScript. */
export function counterCapacity({ digits, radix }: SequencePart): number {
  if (digits === undefined) return Number.MAX_SAFE_INTEGER;
  return Math.min(radix ** digits - 1, Number.MAX_SAFE_INTEGER);
}
