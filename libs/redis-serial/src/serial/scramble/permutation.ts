import { createHmac, hkdfSync } from 'node:crypto';
import { SipHash } from './sip-hash.js';

const ROUNDS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
const BACKWARDS = [...ROUNDS].reverse();

/** The key of a series' scrambled numbers. The same secret gives different keys to different series. */
export class ScrambleKey {
  // A #private field is not shown when a series is printed.
  readonly #key: Buffer;

  constructor(secret: string, series: string) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', `nestjs-redis-serial scramble ${series}`, 32));
  }

  /** Tells keys apart, and gives nothing of them away. */
  get check(): number {
    return this.permutation(15, 'fingerprint').scramble(0);
  }

  /** Makes the bijection of 0 … 10^digits − 1 under this key; each `tweak` gives another one. */
  permutation(digits: number, tweak: string): Permutation {
    const key = createHmac('sha256', this.#key).update(`${digits} ${tweak}`).digest().subarray(0, 16);
    const sip = new SipHash(key);
    return new Permutation(10 ** digits, (round, half) => sip.hash(half, round));
  }
}

/**
 * A keyed bijection of 0 … size − 1. Neighbours look unrelated, and without the key the results look random.
 *
 * It is a Feistel network on two halves, applied again until the result lies in the domain (Black and Rogaway, "Ciphers
 * with Arbitrary Finite Domains", 2002). It has as many rounds as FF1 of NIST SP 800-38G, which itself is not made for
 * domains below a million. Printed numbers must stay readable: never change this.
 */
export class Permutation {
  private readonly lefts: number;
  private readonly rights: number;

  constructor(
    private readonly size: number,
    /** A pseudo-random whole number for a round and one half. */
    private readonly randomOf: (round: number, half: number) => number,
  ) {
    this.lefts = Math.ceil(Math.sqrt(size));
    this.rights = Math.ceil(size / this.lefts);
  }

  /** Hides a number. */
  scramble(value: number): number {
    return this.walk(value, ROUNDS, 1);
  }

  /** Finds the number that was hidden. */
  unscramble(shown: number): number {
    return this.walk(shown, BACKWARDS, -1);
  }

  private walk(from: number, rounds: readonly number[], sign: 1 | -1): number {
    let at = from;
    do {
      let left = Math.floor(at / this.rights);
      let right = at % this.rights;
      for (const round of rounds) {
        if (round % 2 === 0)
          left = modulo(left + sign * (this.randomOf(round, right) % this.lefts), this.lefts);
        else right = modulo(right + sign * (this.randomOf(round, left) % this.rights), this.rights);
      }
      at = left * this.rights + right;
    } while (at >= this.size);
    return at;
  }
}

function modulo(value: number, size: number): number {
  return value < 0 ? value + size : value % size;
}
