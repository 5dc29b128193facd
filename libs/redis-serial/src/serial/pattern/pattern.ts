/** The pieces of a date that a pattern can show, by the letters that stand for them. */
export type DateField = 'yyyy' | 'yy' | 'MM' | 'dd' | 'DDD' | 'HH' | 'mm';

/** What a date looks like in each piece, in the series' time zone. */
export type DateTexts = Readonly<Record<DateField, string>>;

/** One piece of a pattern. */
export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'date'; readonly field: DateField }
  | { readonly kind: 'variable'; readonly name: string }
  | SequencePart;

/** Where the counter stands; without `digits` it is as long as it is. */
export interface SequencePart {
  readonly kind: 'sequence';
  readonly digits: number | undefined;
  readonly radix: number;
}

/** How many digits each piece of a date has. */
export const DATE_DIGITS: Readonly<Record<DateField, number>> = {
  yyyy: 4,
  yy: 2,
  MM: 2,
  dd: 2,
  DDD: 3,
  HH: 2,
  mm: 2,
};

/** The values that belong to a pattern's variables. */
export type Scope = Readonly<Record<string, string>>;

/** The names of a pattern's variables, each once, in the order in which they stand. */
export function variableNames(parts: readonly PatternPart[]): string[] {
  return [...new Set(parts.flatMap((part) => (part.kind === 'variable' ? [part.name] : [])))];
}

/** The pieces of a date that a pattern shows. */
export function dateFields(parts: readonly PatternPart[]): Set<DateField> {
  return new Set(parts.flatMap((part) => (part.kind === 'date' ? [part.field] : [])));
}

/** A pattern's counter; every pattern has exactly one. */
export function sequenceOf(parts: readonly PatternPart[]): SequencePart {
  const sequence = parts.find((part) => part.kind === 'sequence');
  if (!sequence) throw new TypeError('A pattern without a counter was let through');
  return sequence;
}
