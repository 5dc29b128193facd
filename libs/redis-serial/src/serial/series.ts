import { Logger } from '@nestjs/common';
import { checkOptions } from '../common/check-options.js';
import type { Guard } from './durability/durability.options.js';
import { describeLargeSkip, largeSkip } from './durability/large-skip.js';
import { resolveGapless, type ResolvedGapless } from './gapless/gapless.options.js';
import {
  checkedLengths,
  checkedVariables,
  type CheckedLength,
  type CheckedVariables,
} from './pattern/check-coverage.js';
import { dateFields, sequenceOf, variableNames, type PatternPart } from './pattern/pattern.js';
import { SerialReader } from './pattern/read-serial.js';
import { textLength, type TextLength } from './pattern/text-length.js';
import { separators } from './pattern/separators.js';
import type { VariablesOf } from './pattern/variables-of.js';
import { isFixedIn } from './period/fixed-text.js';
import type { PeriodUnit } from './period/period.js';
import type { SeriesCalendar } from './period/series-calendar.js';
import { ScrambleKey } from './scramble/permutation.js';
import { checkGaplessVariables, counterVariablesOf } from './counter-variables.js';
import { calendarWarning, checkedCalendar } from './calendar-checks.js';
import type { SeriesDefinition } from './series.options.js';
import { seriesSchema } from './series.schema.js';
import {
  checkMaxLength,
  checkedNumbering,
  checkedPattern,
  checkedSecret,
  checkGapless,
} from './series-checks.js';

/** A kind of number, made by `defineSeries`. `Variables` are the names of the variables in its pattern. */
export interface Series<Variables extends string = string> {
  /** Its name in Redis, errors and logs. */
  readonly name: string;
  /** What a number looks like, as it was defined. */
  readonly pattern: string;
  /** The IANA time zone whose calendar decides dates and periods. */
  readonly timeZone: string;
  /** When the counter begins again. */
  readonly resetEvery: PeriodUnit;
  /** The month in which fiscal years begin, 1 to 12. */
  readonly fiscalYearStart: number;
  /** The first number of each period. */
  readonly start: number;
  /** How far apart two neighbouring numbers are. */
  readonly step: number;
  /** The last number of each period; `overflow` says what comes after it. */
  readonly max: number;
  /** The last number that can be given at all: `max`, or a higher one where the series widens. @internal */
  readonly highest: number;
  /** The share of a period's numbers that may be used before a warning is logged. */
  readonly warnAt: number;
  /**
   * How numbers are handed out: `'strict'` in order, `'buffered'` from blocks fetched ahead, `'gapless'` by
   * reservation.
   */
  readonly mode: 'strict' | 'buffered' | 'gapless';
  /** The least size of a block in mode `'buffered'`. */
  readonly bufferSize: number | 'auto';
  /** How numbers are reserved in mode `'gapless'`. @internal */
  readonly gapless: ResolvedGapless;
  /** How the series is guarded against a loss of data in Redis; absent where the module's default applies. @internal */
  readonly guard: Guard | undefined;
  /** How long the same `idempotencyKey` answers the same number, in milliseconds. */
  readonly idempotencyTtlMs: number;
  /** How long after its end a period's counter is kept, in milliseconds. */
  readonly retentionMs: number;
  /** Over how many slots of a Cluster its counters are spread. */
  readonly shards: number;
  /** The fingerprint of the edit that may pass although numbers could come twice after it. @internal */
  readonly acceptChange: string | undefined;
  /** Whether a number has the same text at any time of its period. @internal */
  readonly textFixedInPeriod: boolean;
  /** Whether numbers show seconds, so that those of one minute have different texts. @internal */
  readonly showsSeconds: boolean;
  /** How many characters a number may have; absent where nothing was said. */
  readonly maxLength: number | undefined;
  /** How many characters numbers have. @internal */
  readonly length: TextLength;
  /** The names of the variables that a call passes: those of the pattern, and hidden ones of `counterPer`. */
  readonly variables: readonly Variables[];
  /** Those of them that have counters of their own. @internal */
  readonly counterVariables: readonly string[];
  /** Those of them that the pattern does not show. @internal */
  readonly hidden: readonly string[];
  /** Those of the pattern that share a counter. @internal */
  readonly labels: readonly string[];
  /** Works out its periods and dates. @internal */
  readonly calendar: SeriesCalendar;
  /** The parts of the pattern. @internal */
  readonly parts: readonly PatternPart[];
  /** Reads texts of the pattern. @internal */
  readonly reader: SerialReader;
  /** The characters that a variable's value must not contain, by variable. @internal */
  readonly separators: ReadonlyMap<string, string>;
  /** What the values of a variable may consist of, for each variable that check characters cover. @internal */
  readonly checked: CheckedVariables;
  /** How many characters check characters cover, where that is bounded. @internal */
  readonly checkedLengths: readonly CheckedLength[];
  /** The key of `{scramble}`, where the pattern has it. @internal */
  readonly scrambleKey: ScrambleKey | undefined;
}

/**
 * Declares a kind of number. Declare it once, beside the feature that owns it, and pass it to `SerialService`.
 * @throws {PatternError} when numbers could repeat or could not be read back, or when a token is unknown.
 * @throws {OptionsError} for any other mistake, with the path `series.<name>.<option>`.
 * @example
 * const OrderNo = defineSeries({
 *   name: 'order',
 *   pattern: 'ORD-{store}-{date:yyyyMMdd}-{seq:6}',
 *   timeZone: 'Asia/Shanghai',
 * });
 */
export function defineSeries<
  const Pattern extends string,
  const CounterPer extends readonly string[] = readonly never[],
>(definition: SeriesDefinition<Pattern, CounterPer>): Series<VariablesOf<Pattern> | CounterPer[number]> {
  const given = checkOptions(seriesSchema, definition, pathOf(definition));
  const { name, pattern, timeZone, start, step, warnAt, mode } = given;
  const parts = checkedPattern(given, `series.${name}`);
  const calendar = checkedCalendar(pattern, parts, given, `series.${name}`);
  const { rules, resetEvery } = calendar;
  const shown = dateFields(parts);
  const { max, highest } = checkedNumbering(sequenceOf(parts), given, `series.${name}`);
  const length = textLength(parts, highest);
  checkMaxLength(length, given.maxLength, `series.${name}`);
  const counted = counterVariablesOf(variableNames(parts), given.counterPer);
  if (mode === 'gapless') checkGaplessVariables(counted, `series.${name}`);
  if (mode === 'gapless') checkGapless(pattern, sequenceOf(parts), given, highest);
  const secret = checkedSecret(sequenceOf(parts), given.secret, `series.${name}`);
  const series = Object.freeze({
    name,
    pattern,
    timeZone,
    resetEvery,
    fiscalYearStart: rules.fiscalYearStart,
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
    textFixedInPeriod: isFixedIn(resetEvery, shown, rules),
    showsSeconds: shown.has('ss') || shown.has('SSS'),
    maxLength: given.maxLength,
    length,
    ...counted,
    variables: counted.variables as VariablesOf<Pattern>[],
    calendar,
    parts,
    reader: new SerialReader(parts),
    separators: separators(parts),
    checked: checkedVariables(parts),
    checkedLengths: checkedLengths(parts),
    scrambleKey: secret === undefined ? undefined : new ScrambleKey(secret, name),
  });
  const large = series.guard && largeSkip(series, series.guard);
  if (large) new Logger('defineSeries').warn(describeLargeSkip(large));
  const mixed = calendarWarning(name, parts, rules);
  if (mixed !== undefined) new Logger('defineSeries').warn(mixed);
  return series;
}

function pathOf(definition: unknown): string {
  const name = (definition as Partial<SeriesDefinition> | undefined)?.name;
  return typeof name === 'string' && name.length > 0 ? `series.${name}` : 'series';
}
