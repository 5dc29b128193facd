import { OptionsError } from '../common/options.error.js';
import { checkTrouble } from './pattern/check-coverage.js';
import { counterCapacity } from './pattern/counter-text.js';
import { parsePattern } from './pattern/parse-pattern.js';
import { PatternError } from './pattern/pattern.error.js';
import { dateFields, type PatternPart, type SequencePart } from './pattern/pattern.js';
import { firstMerging } from './pattern/separators.js';
import { LONGEST_SCRAMBLE } from './pattern/tokens.js';
import type { ResetUnit } from './period/period.js';
import { finestUnit, showsPeriod } from './period/shown-period.js';

/**
 * The pattern taken apart.
 * @throws {PatternError} for one that can't be read back, or whose check characters could not do their work.
 */
export function checkedPattern(pattern: string, overflow: 'error' | 'widen'): PatternPart[] {
  const widens = overflow === 'widen';
  const parts = parsePattern(pattern).map((part) => (part.kind === 'sequence' ? { ...part, widens } : part));
  const merging = firstMerging(parts);
  if (merging) {
    const { first, second } = merging;
    const reason = `nothing tells where {${first}} ends and {${second}} begins; put a text such as "-" between them`;
    throw new PatternError(pattern, pattern.lastIndexOf(`{${second}`), reason);
  }
  const trouble = checkTrouble(parts);
  if (trouble) throw new PatternError(pattern, pattern.indexOf('{check:'), trouble);
  return parts;
}

/**
 * When the counter begins again: as the definition says, or as finely as the pattern's dates.
 * @throws {PatternError} when the text of a number does not show in which period it was counted.
 */
export function checkedResetUnit(
  pattern: string,
  parts: readonly PatternPart[],
  given: ResetUnit | undefined,
  fiscalYearStart: number,
): ResetUnit {
  const shown = dateFields(parts);
  const unit = given ?? finestUnit(shown);
  if (showsPeriod(shown, unit, fiscalYearStart)) return unit;
  const reason = `the counter begins again every ${unit}, but the number does not show which ${unit} it is of, so that numbers would repeat`;
  throw new PatternError(pattern, pattern.length, reason);
}

/**
 * The last number, and the last of all where the series widens.
 * @throws {OptionsError} when the counter's digits don't hold it, or it comes before the first.
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
    throw new OptionsError(`${path}.max`, `the counter's digits hold ${most} at most, got ${max}`);
  if (given.start > max) {
    throw new OptionsError(`${path}.start`, `expected at most max, which is ${max}, got ${given.start}`);
  }
  return { max, highest: sequence.widens ? widest : max };
}

/**
 * The secret of a scrambled counter; `undefined` for others.
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
    'is needed by {scramble}: a long random text, such as `openssl rand -hex 32` prints',
  );
}

// As many numbers as Redis has bits in a value.
const MOST_GAPLESS = 2 ** 32;

/**
 * What mode 'gapless' asks of a series.
 * @throws {PatternError} for a scrambled counter, in which nobody sees a gap.
 * @throws {OptionsError} for more numbers in a period than can be accounted for.
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
      "mode 'gapless' needs {seq:N}: nobody sees a gap here",
    );
  if ((highest - start) / step >= MOST_GAPLESS)
    throw new OptionsError(
      `series.${name}.max`,
      `mode 'gapless' accounts for ${MOST_GAPLESS} numbers in a period at most; set max, and overflow: 'error'`,
    );
}
