import { counterTextOf, counterValue } from './pattern/counter-text.js';
import { sequenceOf, type Scope } from './pattern/pattern.js';
import { LONGEST_SCRAMBLE } from './pattern/tokens.js';
import type { Permutation } from './scramble/permutation.js';
import type { Series } from './series.js';

/** Makes the function that writes the counter of one period and scope, plain or scrambled. */
export function counterWriter(series: Series, scope: Scope, period: string): (value: number) => string {
  const sequence = sequenceOf(series.parts);
  if (!sequence.scrambled) return counterTextOf(sequence);
  const permutationOf = permutations(series, scope, period);
  return (value) => {
    const digits = Math.max(sequence.digits ?? 1, String(value).length);
    return String(permutationOf(digits).scramble(value)).padStart(digits, '0');
  };
}

/** Reads the value from a counter's text; `undefined` when the series would have written another text. */
export function readCounter(series: Series, text: string, scope: Scope, period: string): number | undefined {
  const sequence = sequenceOf(series.parts);
  const shown = counterValue(sequence, text);
  if (!sequence.scrambled) return counterTextOf(sequence)(shown) === text ? shown : undefined;
  if (text.length > LONGEST_SCRAMBLE) return undefined;
  const value = permutations(series, scope, period)(text.length).unscramble(shown);
  // A text with more digits than the pattern has is only written for a value that needs them.
  return text.length > (sequence.digits ?? 1) && String(value).length < text.length ? undefined : value;
}

// Each period and scope has its own bijections, so that the first number of a day tells nothing about that of another
// day.
function permutations(series: Series, scope: Scope, period: string): (digits: number) => Permutation {
  const { scrambleKey } = series;
  if (!scrambleKey) throw new TypeError(`Series "${series.name}" scrambles without a key`);
  const tweak = JSON.stringify([period, ...series.counterVariables.map((name) => scope[name])]);
  const made = new Map<number, Permutation>();
  return (digits) => {
    const permutation = made.get(digits) ?? scrambleKey.permutation(digits, tweak);
    made.set(digits, permutation);
    return permutation;
  };
}
