import type { CounterCall } from './allocation/number-request.js';
import { counterScope, resolveScope } from './scope.js';
import type { Series } from './series.js';
import { fieldOf } from './shard/shard-keys.js';

/** For so many scopes of a series it is remembered which counter they mean: most calls name one of these. */
const REMEMBERED = 2_048;

const calls = new WeakMap<Series, Map<string, CounterCall>>();

/**
 * The call for a present number of a scope: mostly the same object as the last time, so that what is cached for it
 * serves this call too.
 * @throws {OptionsError} when a value of the scope is missing, unknown, empty, too long or not printable.
 */
export function presentCall(
  series: Series,
  given: Readonly<Record<string, unknown>> | undefined,
): CounterCall {
  let known = calls.get(series);
  if (!known) {
    known = new Map();
    calls.set(series, known);
  }
  const key = keyOf(series.variables, given);
  const before = key === undefined ? undefined : known.get(key);
  if (before) return before;
  const scope = Object.freeze(resolveScope(series, given));
  const values = Object.values(scope).join(SEPARATOR);
  // A text whose marks are not joined means the same counter as the one in which they are.
  const same = known.get(values);
  if (same) return same;
  // Names and values contain no control characters, so the id is unique.
  const id = values === '' ? series.name : series.name + SEPARATOR + values;
  const call = {
    series,
    scope,
    id,
    field: fieldOf(counterScope(series, scope)),
    at: undefined,
    writing: undefined,
  };
  if (known.size >= REMEMBERED) known.clear();
  known.set(values, call);
  return call;
}

const SEPARATOR = '\u0000';

/**
 * The values of a scope that has the series' variables and no others. Values that are not allowed make no key that is
 * known: it would have another number of separators.
 */
function keyOf(variables: readonly string[], given: unknown): string | undefined {
  if (given === undefined) return variables.length === 0 ? '' : undefined;
  if (typeof given !== 'object' || given === null) return undefined;
  let names = 0;
  for (const _ in given) names++;
  if (names !== variables.length) return undefined;
  let key = '';
  for (let index = 0; index < names; index++) {
    const value = (given as Record<string, unknown>)[variables[index] ?? ''];
    if (typeof value !== 'string' && !Number.isSafeInteger(value)) return undefined;
    key = index === 0 ? String(value) : key + SEPARATOR + String(value);
  }
  return key;
}
