// cdigit has every system of ISO/IEC 7064, and Luhn, Verhoeff, Damm and GS1, tested with the vectors of their
// standards. CommonJS apps can load its version 2; later ones are ES modules only, with the same algorithms.
import { damm, gtin, luhn, mod11_10, mod11_2, mod37_2, mod37_36, mod97_10, verhoeff } from 'cdigit';

/** The check characters that a pattern can have. */
export type CheckName =
  'luhn' | 'damm' | 'verhoeff' | 'gs1' | 'mod11_2' | 'mod11_10' | 'mod37_2' | 'mod37_36' | 'mod97_10';

/** A system of check characters: what it covers and what it adds. */
export interface CheckSystem {
  /** Which letters and digits it covers. Other characters, such as "-", do not count. */
  readonly covers: 'digits' | 'alphanumeric';
  /** The possible check characters, as in a character class of a regular expression. */
  readonly characters: string;
  readonly length: number;
  /** Computes the check characters of a text. */
  compute(text: string): string;
}

const DIGITS = '0-9';
const ALPHANUMERIC = '0-9A-Z';

/** Each system by the name that patterns use. */
export const CHECK_SYSTEMS: Readonly<Record<CheckName, CheckSystem>> = {
  luhn: system('digits', DIGITS, luhn),
  damm: system('digits', DIGITS, damm),
  verhoeff: system('digits', DIGITS, verhoeff),
  gs1: system('digits', DIGITS, gtin),
  mod11_2: system('digits', '0-9X', mod11_2),
  mod11_10: system('digits', DIGITS, mod11_10),
  mod37_2: system('alphanumeric', '0-9A-Z*', mod37_2),
  mod37_36: system('alphanumeric', ALPHANUMERIC, mod37_36),
  mod97_10: system('digits', DIGITS, mod97_10, 2),
};

/** Whether a word is the name of a system. */
export function isCheckName(word: string): word is CheckName {
  return Object.hasOwn(CHECK_SYSTEMS, word);
}

/** The first letter or digit of a text that check characters can't cover; `undefined` when there is none. */
export function uncovered(text: string, covers: CheckSystem['covers']): string | undefined {
  const foreign = covers === 'digits' ? /(?![0-9])[\p{L}\p{N}]/u : /(?![0-9A-Z])[\p{L}\p{N}]/u;
  return foreign.exec(text)?.[0];
}

function system(
  covers: CheckSystem['covers'],
  characters: string,
  algorithm: { compute(text: string): string },
  length = 1,
): CheckSystem {
  return { covers, characters, length, compute: (text) => algorithm.compute(text) };
}
