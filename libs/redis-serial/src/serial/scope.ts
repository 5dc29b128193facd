import { OptionsError } from '../common/options.error.js';
import { describeValue } from '../common/check-options.js';
import { lookAlikeTrouble, withJoinedMarks } from '../common/look-alikes.js';
import { describeCovers, describeLengths } from './pattern/check-coverage.js';
import { counted, uncovered } from './pattern/checks/check-system.js';
import type { Scope } from './pattern/pattern.js';
import type { Series } from './series.js';

/** A value for a variable of a pattern; a number counts as its decimal text. */
export type ScopeValue = string | number;

/** A value for each variable of a series. */
export type ScopeOf<Variables extends string> = Readonly<Record<Variables, ScopeValue>>;

type ScopedSeries = Pick<
  Series,
  'name' | 'variables' | 'separators' | 'checked' | 'checkedLengths' | 'length' | 'maxLength'
>;

const LONGEST = 128;

/**
 * Resolves the values of a call for a series' variables, as texts, in the order of the pattern.
 * @throws {OptionsError} when a value is missing, unknown, empty, too long or not printable.
 */
export function resolveScope(
  series: ScopedSeries,
  given: Readonly<Record<string, unknown>> | undefined,
): Scope {
  checkNames(series, given ?? {});
  const scope = Object.fromEntries(
    series.variables.map((name) => [name, scopeText(series, name, given?.[name])]),
  );
  checkLengths(series, scope);
  checkMaxLength(series, scope);
  return scope;
}

/** The part of a scope that decides the counter. */
export function counterScope(
  { counterVariables, labels }: Pick<Series, 'counterVariables' | 'labels'>,
  scope: Scope,
): Scope {
  if (labels.length === 0) return scope;
  return Object.fromEntries(counterVariables.map((name) => [name, scope[name] ?? '']));
}

/**
 * Resolves the values that decide a counter, as texts; labels may be left out.
 * @throws {OptionsError} as `resolveScope` does.
 */
export function resolveCounterScope(
  series: ScopedSeries & Pick<Series, 'counterVariables' | 'labels'>,
  given: Readonly<Record<string, unknown>>,
): Scope {
  checkNames(series, given);
  return Object.fromEntries(
    series.counterVariables.map((name) => [name, scopeText(series, name, given[name])]),
  );
}

/**
 * Resolves some values of a scope, as texts.
 * @throws {OptionsError} when a value is unknown, empty, too long or not printable.
 */
export function resolveSome(series: ScopedSeries, given: Readonly<Record<string, unknown>>): Scope {
  checkNames(series, given);
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, scopeText(series, name, value)]),
  );
}

function checkNames(series: ScopedSeries, given: Readonly<Record<string, unknown>>): void {
  const unknown = Object.keys(given).find((name) => !series.variables.includes(name));
  if (unknown === undefined) return;
  const known = series.variables.join(', ') || 'none';
  throw new OptionsError(
    `scope.${unknown}`,
    `series "${series.name}" has no such variable; it has: ${known}`,
  );
}

/** Why a text can't be the value of a variable; `undefined` when it can. */
export function scopeTrouble(series: ScopedSeries, name: string, text: string): string | undefined {
  if (text.length === 0 || text.length > LONGEST) {
    return `expected a text of 1 to ${LONGEST} printable characters or a whole number, got ${describeValue(text)}`;
  }
  const alike =
    lookAlikeTrouble(text) ?? (withJoinedMarks(text) === text ? undefined : 'is not in the form NFC');
  if (alike !== undefined) return `${describeValue(text)} ${alike}`;
  const separator = series.separators.get(name) ?? '';
  const clash = Array.from(text).find((character) => separator.includes(character));
  if (clash !== undefined)
    return `${describeValue(text)} contains '${clash}', which ends {${name}} in the pattern`;
  for (const system of series.checked.get(name) ?? []) {
    const foreign = uncovered(text, system) ?? /[()]/.exec(system.brackets ? text : '')?.[0];
    if (foreign !== undefined)
      return `${describeValue(text)} contains '${foreign}'; the check characters cover ${describeCovers(system)}`;
  }
  return undefined;
}

function checkMaxLength(
  { length: { fixed, variables }, maxLength = Infinity }: ScopedSeries,
  scope: Scope,
): void {
  const length = variables.reduce((sum, name) => sum + (scope[name] ?? '').length, fixed);
  if (length <= maxLength) return;
  const reason = `numbers could have ${length} characters with it, more than maxLength, which is ${maxLength}`;
  throw new OptionsError(`scope.${variables[0]}`, reason);
}

// Check characters of some standards are over so many characters and no others.
function checkLengths({ checkedLengths }: ScopedSeries, scope: Scope): void {
  for (const { system, over, least, most, variables, counts } of checkedLengths) {
    const length = variables.reduce((sum, name) => sum + counted(counts, scope[name] ?? '').length, 0);
    if (variables.length === 0 || (least + length >= over.min && most + length <= over.max)) continue;
    throw new OptionsError(
      `scope.${variables[0]}`,
      `{check:${system}} covers ${describeLengths(over)}, not ${describeLengths({ min: least + length, max: most + length })}`,
    );
  }
}

function scopeText(series: ScopedSeries, name: string, value: unknown): string {
  const text = Number.isSafeInteger(value)
    ? String(value)
    : typeof value === 'string'
      ? withJoinedMarks(value)
      : value;
  const trouble =
    typeof text === 'string'
      ? scopeTrouble(series, name, text)
      : `expected a text or a whole number, got ${describeValue(value)}`;
  if (trouble === undefined) return text as string;
  throw new OptionsError(`scope.${name}`, trouble);
}
