import { OptionsError } from '../common/options.error.js';
import { checkedLengths, checkTrouble, lengthTrouble } from './pattern/check-coverage.js';
import { radixDigits } from './pattern/alphabets.js';
import type { TextLength } from './pattern/text-length.js';
import { counterCapacity } from './pattern/counter-text.js';
import { parsePattern } from './pattern/parse-pattern.js';
import { PatternError } from './pattern/pattern.error.js';
import { sequenceOf, type PatternPart, type SequencePart } from './pattern/pattern.js';
import { firstMerging } from './pattern/separators.js';
import { LONGEST_SCRAMBLE } from './pattern/tokens.js';

/**
 * Parses the pattern and checks its parts.
 * @throws {PatternError} when numbers could not be read back, or check characters would not work.
 */
export function checkedPattern({ pattern, overflow, alphabet }: Written, path: string): PatternPart[] {
  const widens = overflow === 'widen';
  const parts = parsePattern(pattern).map((part) =>
    part.kind === 'sequence' ? { ...withAlphabet(part, alphabet, path), widens } : part,
  );
  if (widens && sequenceOf(parts).mask !== undefined)
    throw new OptionsError(
      `${path}.overflow`,
      "a counter with a mask has no room to widen; expected 'error'",
    );
  const merging = firstMerging(parts);
  if (merging) {
    const { first, second } = merging;
    const reason = `{${first}} and {${second}} run into each other; put a text such as "-" between them`;
    throw new PatternError(pattern, pattern.lastIndexOf(`{${second}`), reason);
  }
  const trouble =
    checkTrouble(parts) ??
    checkedLengths(parts)
      .map(lengthTrouble)
      .find((found) => found !== undefined);
  if (trouble) throw new PatternError(pattern, pattern.indexOf('{check:'), trouble);
  return parts;
}

/** What decides how numbers are written. */
interface Written {
  readonly pattern: string;
  readonly overflow: 'error' | 'widen';
  readonly alphabet?: string | undefined;
}

function withAlphabet(part: SequencePart, alphabet: string | undefined, path: string): SequencePart {
  if (alphabet === undefined) return part;
  if (part.scrambled || part.mask !== undefined || part.alphabet !== undefined || part.radix !== 10)
    throw new OptionsError(
      `${path}.alphabet`,
      'expected none but for {seq:N}, as the counter says how it is written',
    );
  const radix = alphabet.length;
  return alphabet === radixDigits(radix) ? { ...part, radix } : { ...part, radix, alphabet };
}

/**
 * Checks that no text is longer than `maxLength`.
 * @throws {OptionsError} when one could be, whatever the values of its variables.
 */
export function checkMaxLength(
  { fixed, variables }: TextLength,
  maxLength: number | undefined,
  path: string,
): void {
  if (maxLength === undefined || fixed + variables.length <= maxLength) return;
  const longest = variables.length === 0 ? '' : ' and more';
  throw new OptionsError(
    `${path}.maxLength`,
    `texts can have ${fixed + variables.length} characters${longest}, more than ${maxLength}`,
  );
}

/**
 * Resolves the last number of a period, and the last number of all where the series widens.
 * @throws {OptionsError} when the counter's digits can't hold `max`, or `start` is above it.
 */
export function checkedNumbering(
  sequence: SequencePart,
  given: { readonly start: number; readonly max?: number | undefined },
  path: string,
): { max: number; highest: number } {
  const capacity = counterCapacity(sequence);
  const widest = sequence.scrambled ? 10 ** LONGEST_SCRAMBLE - 1 : Number.MAX_SAFE_INTEGER;
  const most = sequence.widens ? widest : capacity;
  const max = given.max ?? capacity;
  if (max > most)
    throw new OptionsError(`${path}.max`, `the counter's digits hold at most ${most}, got ${max}`);
  if (given.start > max) {
    throw new OptionsError(`${path}.start`, `expected at most max, which is ${max}, got ${given.start}`);
  }
  return { max, highest: sequence.widens ? widest : max };
}

/**
 * Returns the secret of a scrambled counter; `undefined` for other counters.
 * @throws {OptionsError} when it is missing.
 */
export function checkedSecret(
  { scrambled }: SequencePart,
  secret: string | undefined,
  path: string,
): string | undefined {
  if (!scrambled) return undefined;
  if (secret !== undefined) return secret;
  throw new OptionsError(
    `${path}.secret`,
    '{scramble} needs it: a long random text, such as `openssl rand -hex 32` prints',
  );
}

// A value in Redis has this many bits, and each number needs one.
const MOST_GAPLESS = 2 ** 32;

/**
 * Checks what mode 'gapless' requires of a series.
 * @throws {PatternError} when the counter is scrambled: a gap in it can't be seen.
 * @throws {OptionsError} when a period has more numbers than can be accounted for.
 */
export function checkGapless(
  pattern: string,
  { scrambled }: SequencePart,
  { name, start, step }: { readonly name: string; readonly start: number; readonly step: number },
  highest: number,
): void {
  if (scrambled)
    throw new PatternError(
      pattern,
      pattern.indexOf('{scramble'),
      "mode 'gapless' needs {seq:N}: a gap in scrambled numbers can't be seen",
    );
  if ((highest - start) / step >= MOST_GAPLESS)
    throw new OptionsError(
      `series.${name}.max`,
      `mode 'gapless' accounts for at most ${MOST_GAPLESS} numbers in a period; set max, and overflow: 'error'`,
    );
}
