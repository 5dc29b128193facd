import { OptionsError } from '../common/options.error.js';
import { describeValue } from '../common/check-options.js';
import { uncovered } from './pattern/check-characters.js';
import type { Scope } from './pattern/pattern.js';
import type { Series } from './series.js';

/** A value for a variable of a pattern; a number counts as its decimal text. */
export type ScopeValue = string | number;

/** A value for each variable of a series. */
export type ScopeOf<Variables extends string> = Readonly<Record<Variables, ScopeValue>>;

type ScopedSeries = Pick<Series, 'name' | 'variables' | 'separators' | 'checked'>;

const LONGEST = 128;

/**
 * Resolves the values of a call for a series' variables, as texts, in the order of the pattern.
 * @throws {OptionsError} when a value is missing, unknown, empty, too long or not printable.
 */
export function resolveScope(
  series: ScopedSeries,
  given: Readonly<Record<string, unknown>> | undefined,
): Scope {
  const unknown = Object.keys(given ?? {}).find((name) => !series.variables.includes(name));
  if (unknown !== undefined) {
    const known = series.variables.join(', ') || 'none';
    throw new OptionsError(
      `scope.${unknown}`,
      `series "${series.name}" has no such variable; it has: ${known}`,
    );
  }
  return Object.fromEntries(series.variables.map((name) => [name, scopeText(series, name, given?.[name])]));
}

/** Why a text can't be the value of a variable; `undefined` when it can. */
export function scopeTrouble(series: ScopedSeries, name: string, text: string): string | undefined {
  // Control characters can't be printed, and lone surrogates change when they are encoded.
  if (text.length === 0 || text.length > LONGEST || /[\p{Cc}\p{Cs}]/u.test(text)) {
    return `expected a text of 1 to ${LONGEST} printable characters or a whole number, got ${describeValue(text)}`;
  }
  const separator = series.separators.get(name) ?? '';
  const clash = Array.from(text).find((character) => separator.includes(character));
  if (clash !== undefined)
    return `${describeValue(text)} contains '${clash}', which ends {${name}} in the pattern`;
  const covers = series.checked.get(name);
  const foreign = covers && uncovered(text, covers);
  if (foreign === undefined) return undefined;
  const allowed = covers === 'digits' ? 'digits only' : 'digits and A to Z only';
  return `${describeValue(text)} contains '${foreign}'; the check characters cover ${allowed}`;
}

function scopeText(series: ScopedSeries, name: string, value: unknown): string {
  const text = Number.isSafeInteger(value) ? String(value) : value;
  const trouble =
    typeof text === 'string'
      ? scopeTrouble(series, name, text)
      : `expected a text or a whole number, got ${describeValue(value)}`;
  if (trouble === undefined) return text as string;
  throw new OptionsError(`scope.${name}`, trouble);
}
