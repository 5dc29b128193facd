import { OptionsError } from '../common/options.error.js';
import { checkTrouble } from './pattern/check-coverage.js';
import { counterCapacity } from './pattern/counter-text.js';
import { parsePattern } from './pattern/parse-pattern.js';
import { PatternError } from './pattern/pattern.error.js';
import { type PatternPart, type SequencePart } from './pattern/pattern.js';
import { firstMerging } from './pattern/separators.js';
import { LONGEST_SCRAMBLE } from './pattern/tokens.js';

/**
 * Parses the pattern and checks its parts.
 * @throws {PatternError} when numbers could not be read back, or check characters would not work.
 */
export function checkedPattern(pattern: string, overflow: 'error' | 'widen'): PatternPart[] {
  const widens = overflow === 'widen';
  const parts = parsePattern(pattern).map((part) => (part.kind === 'sequence' ? { ...part, widens } : part));
  const merging = firstMerging(parts);
  if (merging) {
    const { first, second } = merging;
    const reason = `{${first}} and {${second}} run into each other; put a text such as "-" between them`;
    throw new PatternError(pattern, pattern.lastIndexOf(`{${second}`), reason);
  }
  const trouble = checkTrouble(parts);
  if (trouble) throw new PatternError(pattern, pattern.indexOf('{check:'), trouble);
  return parts;
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
