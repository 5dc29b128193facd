/** A system of check characters: what it covers and what it adds. */
export interface CheckSystem {
  /** The characters that count, all of them; absent where it is given the text as it stands. */
  readonly covers: string | undefined;
  /** Whether letters that do not count may stand in what it covers. */
  readonly passesLetters?: boolean;
  /** Whether brackets in what it covers mean something. */
  readonly brackets?: boolean;
  /** How many characters that count there must be. */
  readonly over?: { readonly min: number; readonly max: number };
  /** All possible check characters. */
  readonly characters: string;
  readonly length: number;
  /** Computes the check characters of a text. Characters that do not count are passed over. */
  compute(text: string): string;
}

export const DIGITS = '0123456789';
export const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Exactly so many characters. */
export function exactly(count: number): { readonly min: number; readonly max: number } {
  return { min: count, max: count };
}

/** What of a text counts. */
export function counted({ covers }: Pick<CheckSystem, 'covers'>, text: string): string {
  if (covers === undefined) return text;
  let kept = '';
  for (const character of text) if (covers.includes(character)) kept += character;
  return kept;
}

/** The first letter or digit of a text that a system can't cover; `undefined` when there is none. */
export function uncovered(text: string, { covers, passesLetters = false }: CheckSystem): string | undefined {
  if (covers === undefined) return undefined;
  const letters = text.match(passesLetters ? /\p{N}/gu : /[\p{L}\p{N}]/gu) ?? [];
  return letters.find((character) => !covers.includes(character));
}

/** The remainder of the number that digits and letters stand for, with 10 for A up to 35 for Z. */
export function remainder(text: string, divisor: number): number {
  let rest = 0;
  for (const character of text) {
    const value = ALPHANUMERIC.indexOf(character);
    rest = (rest * (value > 9 ? 100 : 10) + value) % divisor;
  }
  return rest;
}

/** The sum of the characters' values, each times its weight: `weightAt` knows their places from the left. */
export function weighted(
  text: string,
  values: string,
  weightAt: (index: number, length: number) => number,
): number {
  return Array.from(text).reduce(
    (sum, character, index) => sum + values.indexOf(character) * weightAt(index, text.length),
    0,
  );
}
