import { OptionsError } from '../common/options.error.js';
import { checkOptions } from '../common/check-options.js';
import { counterCapacity } from './pattern/format-serial.js';
import { parsePattern } from './pattern/parse-pattern.js';
import { PatternError } from './pattern/pattern.error.js';
import { dateFields, sequenceOf, variableNames, type PatternPart } from './pattern/pattern.js';
import { SerialReader } from './pattern/read-serial.js';
import { firstMerging, separators } from './pattern/separators.js';
import type { VariablesOf } from './pattern/variables-of.js';
import { finestUnit, showsPeriod, type ResetUnit } from './period/period.js';
import { SeriesCalendar } from './period/series-calendar.js';
import { seriesSchema, type SeriesDefinition } from './series.options.js';

/** A kind of number, as `defineSeries` made it from its definition; `Variables` are the names its pattern asks for. */
export interface Series<Variables extends string = string> {
  readonly name: string;
  readonly pattern: string;
  readonly timeZone: string;
  readonly resetEvery: ResetUnit;
  readonly start: number;
  readonly step: number;
  readonly max: number;
  readonly variables: readonly Variables[];
  readonly calendar: SeriesCalendar;
  /** The pattern taken apart. */
  readonly parts: readonly PatternPart[];
  /** Reads this pattern's texts. */
  readonly reader: SerialReader;
  /** For a variable that must not hold certain characters, these. */
  readonly separators: ReadonlyMap<string, string>;
}

/**
 * Declares a kind of number. Declare it once, beside the feature that owns it, and hand it to `SerialService`.
 * @throws {PatternError} for a pattern whose numbers could repeat or can't be read back, or that has an unknown token.
 * @throws {OptionsError} for any other mistake, by the path `series.<name>.<option>`.
 */
export function defineSeries<const Pattern extends string>(
  definition: SeriesDefinition<Pattern>,
): Series<VariablesOf<Pattern>> {
  const { name, pattern, timeZone, start, step, ...given } = checkOptions(
    seriesSchema,
    definition,
    pathOf(definition),
  );
  const parts = parsePattern(pattern);
  refuseUnreadable(pattern, parts);
  const resetEvery = given.resetEvery ?? finestUnit(dateFields(parts));
  if (!showsPeriod(dateFields(parts), resetEvery)) {
    const reason = `the counter begins again every ${resetEvery}, but the number does not show which ${resetEvery} it is of, so that numbers would repeat`;
    throw new PatternError(pattern, pattern.length, reason);
  }
  const max = maxOf(parts, given.max, start, `series.${name}`);
  const variables = variableNames(parts) as VariablesOf<Pattern>[];
  const calendar = new SeriesCalendar(timeZone, resetEvery);
  const reading = { parts, reader: new SerialReader(parts), separators: separators(parts) };
  return Object.freeze({
    name,
    pattern,
    timeZone,
    resetEvery,
    start,
    step,
    max,
    variables,
    calendar,
    ...reading,
  });
}

function pathOf(definition: unknown): string {
  const name = (definition as Partial<SeriesDefinition> | undefined)?.name;
  return typeof name === 'string' && name.length > 0 ? `series.${name}` : 'series';
}

function refuseUnreadable(pattern: string, parts: readonly PatternPart[]): void {
  const merging = firstMerging(parts);
  if (!merging) return;
  const { first, second } = merging;
  const reason = `nothing tells where {${first}} ends and {${second}} begins; put a text such as "-" between them`;
  throw new PatternError(pattern, pattern.lastIndexOf(`{${second}`), reason);
}

function maxOf(
  parts: readonly PatternPart[],
  given: number | undefined,
  start: number,
  path: string,
): number {
  const capacity = counterCapacity(sequenceOf(parts));
  const max = given ?? capacity;
  if (max > capacity)
    throw new OptionsError(`${path}.max`, `the counter's digits hold ${capacity} at most, got ${max}`);
  if (start > max)
    throw new OptionsError(`${path}.start`, `expected at most max, which is ${max}, got ${start}`);
  return max;
}
