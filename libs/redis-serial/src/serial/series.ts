import { Logger } from '@nestjs/common';
import { checkOptions } from '../common/check-options.js';
import type { Guard } from './durability/durability.options.js';
import { describeLargeSkip, largeSkip } from './durability/large-skip.js';
import { resolveGapless, type ResolvedGapless } from './gapless/gapless.options.js';
import { checkedVariables, type CheckedVariables } from './pattern/check-coverage.js';
import { dateFields, sequenceOf, variableNames, type PatternPart } from './pattern/pattern.js';
import { SerialReader } from './pattern/read-serial.js';
import { separators } from './pattern/separators.js';
import type { VariablesOf } from './pattern/variables-of.js';
import type { ResetUnit } from './period/period.js';
import { finestUnit } from './period/shown-period.js';
import { SeriesCalendar } from './period/series-calendar.js';
import { ScrambleKey } from './scramble/permutation.js';
import { seriesSchema, type SeriesDefinition } from './series.options.js';
import {
  checkedNumbering,
  checkedPattern,
  checkedResetUnit,
  checkedSecret,
  checkGapless,
} from './series-checks.js';

/** A kind of number, as `defineSeries` made it from its definition; `Variables` are the names its pattern asks for. */
export interface Series<Variables extends string = string> {
  /** What it is called in Redis, errors and logs. */
  readonly name: string;
  /** The text of a number, as it was defined. */
  readonly pattern: string;
  /** The IANA time zone whose calendar decides dates and periods. */
  readonly timeZone: string;
  /** When the counter begins again. */
  readonly resetEvery: ResetUnit;
  /** The month in which fiscal years begin, 1 to 12. */
  readonly fiscalYearStart: number;
  /** The first number of each period. */
  readonly start: number;
  /** How far apart two neighbouring numbers are. */
  readonly step: number;
  /** The last number of each period, at which `overflow` decides. */
  readonly max: number;
  /** The last number that can be given at all: `max`, or above it where the series widens. @internal */
  readonly highest: number;
  /** The share of the numbers at which a warning is logged. */
  readonly warnAt: number;
  /**
   * How numbers are handed out: `'strict'` in order, `'buffered'` from blocks fetched ahead, `'gapless'` by
   * reservation.
   */
  readonly mode: 'strict' | 'buffered' | 'gapless';
  /** How many numbers a block has at least in mode `'buffered'`. */
  readonly bufferSize: number | 'auto';
  /** How numbers are reserved in mode `'gapless'`. @internal */
  readonly gapless: ResolvedGapless;
  /** How it is guarded against what Redis loses; absent where the module's default holds. @internal */
  readonly guard: Guard | undefined;
  /** How long the same `idempotencyKey` answers the same number, in milliseconds. */
  readonly idempotencyTtlMs: number;
  /** How long after its end a period's counter is kept, in milliseconds. */
  readonly retentionMs: number;
  /** Over how many slots of a Cluster its counters are spread. */
  readonly shards: number;
  /** The fingerprint of the edit that may pass although numbers could come twice after it. @internal */
  readonly acceptChange: string | undefined;
  /** Whether a number reads the same at whatever time of its period it is given. @internal */
  readonly textFixedInPeriod: boolean;
  /** The names of the variables that the pattern asks for. */
  readonly variables: readonly Variables[];
  /** Its periods and dates. @internal */
  readonly calendar: SeriesCalendar;
  /** The pattern taken apart. @internal */
  readonly parts: readonly PatternPart[];
  /** Reads this pattern's texts. @internal */
  readonly reader: SerialReader;
  /** For a variable that must not hold certain characters, these. @internal */
  readonly separators: ReadonlyMap<string, string>;
  /** For a variable that check characters cover, what its values may be made of. @internal */
  readonly checked: CheckedVariables;
  /** The key of `{scramble}`, where the pattern has it. @internal */
  readonly scrambleKey: ScrambleKey | undefined;
}

/**
 * Declares a kind of number. Declare it once, beside the feature that owns it, and hand it to `SerialService`.
 * @throws {PatternError} for a pattern whose numbers could repeat or can't be read back, or that has an unknown token.
 * @throws {OptionsError} for any other mistake, by the path `series.<name>.<option>`.
 */
export function defineSeries<const Pattern extends string>(
  definition: SeriesDefinition<Pattern>,
): Series<VariablesOf<Pattern>> {
  const given = checkOptions(seriesSchema, definition, pathOf(definition));
  const { name, pattern, timeZone, fiscalYearStart, start, step, warnAt, mode } = given;
  const parts = checkedPattern(pattern, given.overflow);
  const resetEvery = checkedResetUnit(pattern, parts, given.resetEvery, fiscalYearStart);
  const { max, highest } = checkedNumbering(sequenceOf(parts), given, `series.${name}`);
  if (mode === 'gapless') checkGapless(pattern, sequenceOf(parts), given, highest);
  const secret = checkedSecret(sequenceOf(parts), given.secret, `series.${name}`);
  const series = Object.freeze({
    name,
    pattern,
    timeZone,
    resetEvery,
    fiscalYearStart,
    start,
    step,
    max,
    highest,
    warnAt,
    mode,
    bufferSize: given.buffer.size,
    gapless: resolveGapless(given.gapless, `series.${name}.gapless`),
    guard: given.durability,
    idempotencyTtlMs: given.idempotencyTtl,
    retentionMs: given.retention,
    shards: given.shards,
    acceptChange: given.acceptChange,
    textFixedInPeriod: finestUnit(dateFields(parts)) === resetEvery,
    variables: variableNames(parts) as VariablesOf<Pattern>[],
    calendar: new SeriesCalendar({ timeZone, fiscalYearStart }, resetEvery),
    parts,
    reader: new SerialReader(parts),
    separators: separators(parts),
    checked: checkedVariables(parts),
    scrambleKey: secret === undefined ? undefined : new ScrambleKey(secret, name),
  });
  const large = series.guard && largeSkip(series, series.guard);
  if (large) new Logger('defineSeries').warn(describeLargeSkip(large));
  return series;
}

function pathOf(definition: unknown): string {
  const name = (definition as Partial<SeriesDefinition> | undefined)?.name;
  return typeof name === 'string' && name.length > 0 ? `series.${name}` : 'series';
}
