import type { CheckName } from './check-characters.js';

/**
 * The parts of a date that a pattern can show. `fyStart` and `fyEnd` are the years in which a fiscal year begins and
 * ends.
 */
export type DateField = keyof typeof DATE_DIGITS;

/** The text of each part of a date, in the series' time zone. */
export type DateTexts = Readonly<Record<DateField, string>>;

/** A part of a pattern. */
export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'date'; readonly field: DateField }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'check'; readonly system: CheckName }
  | SequencePart;

/** The counter in a pattern. */
export interface SequencePart {
  readonly kind: 'sequence';
  /** The least number of digits; undefined for as many as the value needs. */
  readonly digits: number | undefined;
  readonly radix: number;
  /** Whether a keyed bijection hides the value. */
  readonly scrambled: boolean;
  /** Whether it may have more digits when the value needs them. */
  readonly widens: boolean;
}

/** How many digits each part of a date has. */
export const DATE_DIGITS = {
  yyyy: 4,
  yy: 2,
  Q: 1,
  MM: 2,
  dd: 2,
  DDD: 3,
  HH: 2,
  mm: 2,
  week: 6,
  fyStart_yyyy: 4,
  fyStart_yy: 2,
  fyEnd_yyyy: 4,
  fyEnd_yy: 2,
} as const;

/** All parts of a date. */
export const DATE_FIELDS = Object.keys(DATE_DIGITS) as readonly DateField[];

/** The values of a pattern's variables. */
export type Scope = Readonly<Record<string, string>>;

/** The names of a pattern's variables in their order, without duplicates. */
export function variableNames(parts: readonly PatternPart[]): string[] {
  return [...new Set(parts.flatMap((part) => (part.kind === 'variable' ? [part.name] : [])))];
}

/** The parts of a date that a pattern shows. */
export function dateFields(parts: readonly PatternPart[]): Set<DateField> {
  return new Set(parts.flatMap((part) => (part.kind === 'date' ? [part.field] : [])));
}

/** A pattern's counter; every pattern has exactly one. */
export function sequenceOf(parts: readonly PatternPart[]): SequencePart {
  const sequence = parts.find((part) => part.kind === 'sequence');
  if (!sequence) throw new TypeError('A pattern without a counter was let through');
  return sequence;
}

/** Whether a part has no fixed length, so that only the text after it shows where it ends. */
export function isOpen(part: PatternPart): boolean {
  return part.kind === 'variable' || (part.kind === 'sequence' && (part.widens || part.digits === undefined));
}
