import { OptionsError } from '../common/options.error.js';
import { shown } from '../common/check-options.js';
import type { Scope } from './pattern/pattern.js';
import type { Series } from './series.js';

/** A value for one of a pattern's variables; a number counts as its decimal text. */
export type ScopeValue = string | number;

/** A value for each of a series' variables. */
export type ScopeOf<Variables extends string> = Readonly<Record<Variables, ScopeValue>>;

const LONGEST = 128;

/**
 * The values of a call for a series' variables, as texts, in the order of the pattern.
 * @throws {OptionsError} for one that is missing, unknown, empty, too long or not fit to be printed.
 */
export function resolveScope(series: Series, given: Readonly<Record<string, unknown>> | undefined): Scope {
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

/** Tells whether a text can be a variable's value: printable, and the same text for whoever reads it. */
export function isScopeText(text: string): boolean {
  return text.length > 0 && text.length <= LONGEST && !/[\p{Cc}\p{Cs}]/u.test(text);
}

/** The first character of a value that would end its variable too early; `undefined` when there is none. */
export function separatorIn(series: Series, name: string, value: string): string | undefined {
  const separator = series.separators.get(name) ?? '';
  return Array.from(value).find((character) => separator.includes(character));
}

function scopeText(series: Series, name: string, value: unknown): string {
  const text = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || !isScopeText(text)) {
    const expected = `expected a text of 1 to ${LONGEST} printable characters or a whole number`;
    throw new OptionsError(`scope.${name}`, `${expected}, got ${shown(value)}`);
  }
  const clash = separatorIn(series, name, text);
  if (clash === undefined) return text;
  throw new OptionsError(
    `scope.${name}`,
    `${shown(text)} contains '${clash}', which ends {${name}} in the pattern`,
  );
}
