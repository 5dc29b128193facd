import type { DateTexts, PatternPart, Scope, SequencePart } from './pattern.js';

/** What stands in the places of a pattern. */
export interface SerialContent {
  readonly value: number;
  readonly date: DateTexts;
  readonly scope: Scope;
}

/** Writes a number as its pattern says. */
export function formatSerial(parts: readonly PatternPart[], content: SerialContent): string {
  return parts.map((part) => textOf(part, content)).join('');
}

function textOf(part: PatternPart, { value, date, scope }: SerialContent): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'date':
      return date[part.field];
    case 'variable':
      return scope[part.name] ?? '';
    case 'sequence':
      return counterText(part, value);
  }
}

/** A counter's value in its radix, upper case, padded with zeros. */
export function counterText({ digits, radix }: SequencePart, value: number): string {
  return value
    .toString(radix)
    .toUpperCase()
    .padStart(digits ?? 1, '0');
}

/** The highest value that fits into a counter's digits and can be told exactly. */
export function counterCapacity({ digits, radix }: SequencePart): number {
  if (digits === undefined) return Number.MAX_SAFE_INTEGER;
  return Math.min(radix ** digits - 1, Number.MAX_SAFE_INTEGER);
}
