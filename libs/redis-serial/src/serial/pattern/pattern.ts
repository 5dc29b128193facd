/**
 * The parts of a date that a pattern can show. `fyStart` and `fyEnd` are the years in which a fiscal year begins and
 * ends.
 */
export type DateField = keyof typeof DATE_DIGITS;

/** The text of each part of a date, in the series' time zone; those of a minute show its first second. */
export type DateTexts = Readonly<Record<DateField, string>>;

/** A part of a pattern. */
export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'date'; readonly field: DateField }
  | { readonly kind: 'variable'; readonly name: string }
  /** The name that a function of the series gives to the period. */
  | { readonly kind: 'period' }
  | CheckPart
  | SequencePart;

/** Check characters in a pattern. */
export interface CheckPart {
  readonly kind: 'check';
  readonly system: string;
  /** The tokens that they cover; absent for all that stands before them. */
  readonly over?: readonly string[];
  /** Whether they cover all that stands behind them. */
  readonly isAhead?: true;
  /** What they look like, where `defineCheck` declared them. */
  readonly own?: OwnCheck;
}

/** What check characters of one's own look like, also to a process that can't compute them. */
export interface OwnCheck {
  readonly alphabet: string;
  readonly length: number;
  readonly covers?: string;
}

/** The counter in a pattern. */
export interface SequencePart {
  readonly kind: 'sequence';
  /** The least number of digits; undefined for as many as the value needs. */
  readonly digits: number | undefined;
  readonly radix: number;
  /** Its digits, lowest first; absent where they are those of the radix in upper case. */
  readonly alphabet?: string | undefined;
  /** A place for each digit, `A` for a letter and `9` for a digit; absent where all places are alike. */
  readonly mask?: string | undefined;
  /** Whether a keyed bijection hides the value. */
  readonly scrambled: boolean;
  /** Whether it may have more digits when the value needs them. */
  readonly widens: boolean;
}

/**
 * How many digits each part of a date has. `GGGG` and `WW` are the year and the week of ISO 8601, `E` its weekday;
 * `BBBB` is the Buddhist year, `ROC` that of Minguo.
 */
export const DATE_DIGITS = {
  yyyy: 4,
  yy: 2,
  Q: 1,
  MM: 2,
  dd: 2,
  DDD: 3,
  HH: 2,
  mm: 2,
  ss: 2,
  SSS: 3,
  GGGG: 4,
  GG: 2,
  WW: 2,
  E: 1,
  BBBB: 4,
  ROC: 3,
  week: 6,
  fyQuarter: 1,
  fyStart_yyyy: 4,
  fyStart_yy: 2,
  fyEnd_yyyy: 4,
  fyEnd_yy: 2,
} as const;

/** The parts of a date that `{date:…}` writes by their letters. */
export const DATE_LETTERS = [
  ...['yyyy', 'yy', 'Q', 'MM', 'dd', 'DDD', 'HH', 'mm', 'ss', 'SSS'],
  ...['GGGG', 'GG', 'WW', 'E', 'BBBB', 'ROC'],
] as DateField[];

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
  if (part.kind === 'variable' || part.kind === 'period') return true;
  return part.kind === 'sequence' && (part.widens || part.digits === undefined);
}
