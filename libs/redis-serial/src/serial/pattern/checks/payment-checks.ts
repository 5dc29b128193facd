import { ALPHANUMERIC, counted, DIGITS, remainder, weighted, type CheckSystem } from './check-system.js';

// Modulo 10, recursive: the carry of a digit, by the carry before and the digit.
const CARRIES = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5] as const;

/** Systems of payment references. */
export const PAYMENT_CHECKS = {
  /** Creditor references, ISO 11649: two digits that stand behind RF and before what they cover. */
  rf: {
    covers: ALPHANUMERIC,
    characters: DIGITS,
    length: 2,
    over: { min: 1, max: 21 },
    compute: (text) =>
      String(98 - remainder(`${counted({ covers: ALPHANUMERIC }, text)}RF00`, 97)).padStart(2, '0'),
  },
  /** Norway's KID with modulus 11: a digit, or - in place of 10. */
  kid11: {
    covers: DIGITS,
    characters: `${DIGITS}-`,
    length: 1,
    over: { min: 1, max: 24 },
    compute: (text) => {
      const digits = counted({ covers: DIGITS }, text);
      const check = (11 - (weighted(digits, DIGITS, (at, length) => 2 + ((length - 1 - at) % 6)) % 11)) % 11;
      return check === 10 ? '-' : String(check);
    },
  },
  /** Finland's reference numbers, by the weights 7, 3 and 1 from the right. */
  fi731: {
    covers: DIGITS,
    characters: DIGITS,
    length: 1,
    over: { min: 3, max: 19 },
    compute: (text) => {
      const digits = counted({ covers: DIGITS }, text);
      const sum = weighted(digits, DIGITS, (at, length) => [7, 3, 1][(length - 1 - at) % 3] ?? 0);
      return String((10 - (sum % 10)) % 10);
    },
  },
  /** Switzerland's QR references and the payment slips before them: modulo 10, recursive. */
  qrr: {
    covers: DIGITS,
    characters: DIGITS,
    length: 1,
    over: { min: 1, max: 26 },
    compute: (text) => {
      let carry = 0;
      for (const digit of counted({ covers: DIGITS }, text))
        carry = CARRIES[(carry + Number(digit)) % 10] ?? 0;
      return String((10 - carry) % 10);
    },
  },
  /** Belgium's structured messages: the remainder by 97, and 97 for 0. */
  be97: {
    covers: DIGITS,
    characters: DIGITS,
    length: 2,
    over: { min: 1, max: 10 },
    compute: (text) => String(remainder(counted({ covers: DIGITS }, text), 97) || 97).padStart(2, '0'),
  },
} as const satisfies Readonly<Record<string, CheckSystem>>;
