import * as v from 'valibot';
import { checkOptions, describeValue, optionsObject, wholeNumber } from '../../../common/check-options.js';
import { OptionsError } from '../../../common/options.error.js';
import type { CheckSystem } from './check-system.js';
import { GENERAL_CHECKS } from './general-checks.js';
import { GOODS_CHECKS } from './goods-checks.js';
import { PAYMENT_CHECKS } from './payment-checks.js';

/** Check characters of one's own. */
export interface CheckDefinition {
  /** All characters that it can write, such as `'0123456789X'`. */
  readonly alphabet: string;
  /**
   * How many it writes.
   * @defaultValue 1
   */
  readonly length?: number | undefined;
  /**
   * The characters that count: `compute` is given these alone, and a pattern with other letters or digits there is
   * refused. Where it is absent, `compute` is given the text as it stands.
   */
  readonly covers?: string | undefined;
  /** Computes the check characters of a text; the same ones for the same text, for ever. */
  readonly compute: (text: string) => string;
}

const own = new Map<string, CheckSystem & { readonly source: string }>();

const schema = optionsObject({
  alphabet: characters(),
  length: v.optional(wholeNumber(1, 8), 1),
  covers: v.optional(characters()),
  compute: v.custom<(text: string) => string>(
    (given) => typeof given === 'function',
    (issue) => `expected a function of the text, got ${describeValue(issue.input)}`,
  ),
});

/**
 * Declares check characters that patterns can then name, as in `{check:myCheck}`. Call it before `defineSeries`, in
 * every process that has the series.
 * @throws {OptionsError} when the name is taken or the definition can't be used.
 * @example
 * defineCheck('sum', {
 *   alphabet: '0123456789',
 *   covers: '0123456789',
 *   compute: (digits) => String([...digits].reduce((sum, digit) => sum + Number(digit), 0) % 10),
 * });
 */
export function defineCheck(name: string, definition: CheckDefinition): void {
  if (typeof name !== 'string' || !/^[A-Za-z]\w{0,31}$/.test(name))
    throw new OptionsError('check', `expected a name of letters, digits and _, got ${describeValue(name)}`);
  const path = `check.${name}`;
  const { alphabet, length, covers, compute } = checkOptions(schema, definition, path);
  const source = JSON.stringify([alphabet, length, covers, String(compute)]);
  const known = own.get(name);
  // A module that is loaded twice defines it twice.
  if (isTaken(name) || (known && known.source !== source))
    throw new OptionsError(path, 'another check has this name');
  const checked = (text: string): string => {
    const written: unknown = compute(covers === undefined ? text : keep(text, covers));
    const isRight =
      typeof written === 'string' &&
      written.length === length &&
      written.split('').every((character) => alphabet.includes(character));
    if (isRight) return written;
    throw new OptionsError(
      path,
      `expected ${length} of the characters ${alphabet}, got ${describeValue(written)} for '${text}'`,
    );
  };
  own.set(name, { covers, characters: alphabet, length, compute: checked, source });
}

// By the library.
function isTaken(name: string): boolean {
  return [GENERAL_CHECKS, GOODS_CHECKS, PAYMENT_CHECKS].some((systems) => Object.hasOwn(systems, name));
}

/** A system that was declared here. */
export function ownSystem(name: string): CheckSystem | undefined {
  return own.get(name);
}

/** The names of those that were declared here. */
export function ownSystemNames(): string[] {
  return [...own.keys()];
}

function keep(text: string, covers: string): string {
  return text
    .split('')
    .filter((character) => covers.includes(character))
    .join('');
}

function characters(): v.GenericSchema<unknown, string> {
  return v.custom<string>(
    (given) =>
      typeof given === 'string' && /^[\x21-\x7e]{1,94}$/.test(given) && new Set(given).size === given.length,
    (issue) => `expected printable ASCII characters, each once, got ${describeValue(issue.input)}`,
  );
}
