// cdigit has every system of ISO/IEC 7064, and Luhn, Verhoeff, Damm and GS1, tested with the vectors of their
// standards. CommonJS apps can load its version 2; later ones are ES modules only, with the same algorithms.
import { damm, gtin, luhn, mod11_10, mod11_2, mod37_2, mod37_36, verhoeff } from 'cdigit';
import { ALPHANUMERIC, counted, DIGITS, remainder, type CheckSystem } from './check-system.js';

/** Systems for any text of digits, or of digits and letters. */
export const GENERAL_CHECKS = {
  luhn: system(DIGITS, DIGITS, luhn),
  damm: system(DIGITS, DIGITS, damm),
  verhoeff: system(DIGITS, DIGITS, verhoeff),
  gs1: {
    ...system(DIGITS, DIGITS, gtin),
    brackets: true,
    compute: (text) => gtin.compute(behindIdentifier(text)),
  },
  mod11_2: system(DIGITS, `${DIGITS}X`, mod11_2),
  mod11_10: system(DIGITS, DIGITS, mod11_10),
  mod37_2: system(ALPHANUMERIC, `${ALPHANUMERIC}*`, mod37_2),
  mod37_36: system(ALPHANUMERIC, ALPHANUMERIC, mod37_36),
  mod97_10: {
    covers: DIGITS,
    characters: DIGITS,
    length: 2,
    // 02 to 98, as IBAN, LEI and payment references have it. cdigit writes 00 and 01 in place of 97 and 98, and refuses
    // those.
    compute: (text) => String(98 - remainder(`${counted({ covers: DIGITS }, text)}00`, 97)).padStart(2, '0'),
  },
} as const satisfies Readonly<Record<string, CheckSystem>>;

function system(
  covers: string,
  characters: string,
  algorithm: { compute(text: string): string },
): CheckSystem {
  return { covers, characters, length: 1, compute: (text) => algorithm.compute(text) };
}

/**
 * What stands behind the last application identifier, such as (01): GS1 prints it before the key for people, and it is
 * no part of that.
 */
export function behindIdentifier(text: string): string {
  const [, behind = text] = /.*\(\d{2,4}\)(.*)$/s.exec(text) ?? [];
  return behind;
}
