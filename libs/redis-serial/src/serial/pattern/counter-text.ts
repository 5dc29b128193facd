import type { SequencePart } from './pattern.js';

const ZEROS = Array.from({ length: 54 }, (_, length) => '0'.repeat(length));

/** A counter's value in its radix, upper case, padded with zeros. */
export function counterText({ digits = 1, radix }: SequencePart, value: number): string {
  const text = radix === 10 ? String(value) : value.toString(radix).toUpperCase();
  return text.length >= digits ? text : (ZEROS[digits - text.length] ?? '') + text;
}

/** The highest value that a counter's digits hold and JavaScript can tell exactly. */
export function counterCapacity({ digits, radix }: SequencePart): number {
  if (digits === undefined) return Number.MAX_SAFE_INTEGER;
  return Math.min(radix ** digits - 1, Number.MAX_SAFE_INTEGER);
}
