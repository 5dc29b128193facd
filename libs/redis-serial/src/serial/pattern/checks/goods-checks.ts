import { ALPHANUMERIC, counted, DIGITS, exactly, weighted, type CheckSystem } from './check-system.js';

// ISO 6346, annex A: letters have the values from 10 on that no multiple of 11 is.
const CONTAINER_VALUES = '0123456789_ABCDEFGHIJK_LMNOPQRSTU_VWXYZ';

const POSTAL_WEIGHTS = [8, 6, 4, 2, 3, 5, 9, 7] as const;

/** Systems of containers, parcels, books and companies. */
export const GOODS_CHECKS = {
  /** Containers, ISO 6346: the owner's three letters, U, J or Z, and six digits. */
  iso6346: {
    covers: ALPHANUMERIC,
    characters: DIGITS,
    length: 1,
    over: exactly(10),
    compute: (text) =>
      String(
        (weighted(counted({ covers: ALPHANUMERIC }, text), CONTAINER_VALUES, (at) => 2 ** at) % 11) % 10,
      ),
  },
  /** Post, UPU S10: eight digits; the letters around them do not count. */
  upu_s10: {
    covers: DIGITS,
    passesLetters: true,
    characters: DIGITS,
    length: 1,
    over: exactly(8),
    compute: (text) => {
      const sum = weighted(counted({ covers: DIGITS }, text), DIGITS, (at) => POSTAL_WEIGHTS[at] ?? 0);
      const check = 11 - (sum % 11);
      return check === 10 ? '0' : check === 11 ? '5' : String(check);
    },
  },
  /** Books, ISO 2108 before 2007: nine digits. */
  isbn10: {
    covers: DIGITS,
    characters: `${DIGITS}X`,
    length: 1,
    over: exactly(9),
    compute: (text) => {
      const check = (11 - (weighted(counted({ covers: DIGITS }, text), DIGITS, (at) => 10 - at) % 11)) % 11;
      return check === 10 ? 'X' : String(check);
    },
  },
  /** Chinese companies, GB 32100: 17 characters, of digits and letters without I, O, S, V and Z. */
  uscc: companies(),
} as const satisfies Readonly<Record<string, CheckSystem>>;

function companies(): CheckSystem {
  const characters = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  const weights = Array.from({ length: 17 }).reduce<number[]>(
    (all) => [...all, all.length === 0 ? 1 : ((all.at(-1) ?? 0) * 3) % 31],
    [],
  );
  return {
    covers: characters,
    characters,
    length: 1,
    over: exactly(17),
    compute: (text) => {
      const sum = weighted(counted({ covers: characters }, text), characters, (at) => weights[at] ?? 0);
      return characters.charAt((31 - (sum % 31)) % 31);
    },
  };
}
