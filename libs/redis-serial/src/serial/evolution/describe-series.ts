import type { Guard } from '../durability/durability.options.js';
import type { PatternPart } from '../pattern/pattern.js';
import type { PeriodUnit } from '../period/period.js';
import type { Series } from '../series.js';

/**
 * What decides the counters and texts of a series, as a value: two of them tell whether an edit can repeat a number.
 * It is kept in Redis as JSON, where other versions of this library read it.
 */
export interface SeriesDescription {
  readonly name: string;
  readonly pattern: string;
  /** The pattern taken apart: literals, dates, variables and the counter, as they stand in a text. */
  readonly parts: readonly PatternPart[];
  /** Tells keys of `{scramble}` apart and gives nothing away. */
  readonly keyCheck?: number | undefined;
  readonly resetEvery: PeriodUnit;
  readonly fiscalYearStart: number;
  /** Absent where it is the first of the month. */
  readonly fiscalYearDay?: number | undefined;
  /** How many minutes after midnight days begin; absent where it is midnight. */
  readonly dayStart?: number | undefined;
  readonly timeZone: string;
  /** The variables that have counters of their own; absent where these are those of the pattern. */
  readonly counterPer?: readonly string[] | undefined;
  readonly start: number;
  readonly step: number;
  readonly max: number;
  readonly highest: number;
  readonly mode: Series['mode'];
  readonly shards: number;
  /** `null` for ever, since JSON has no `Infinity`. */
  readonly retentionMs: number | null;
  readonly durability?: Guard['kind'] | undefined;
}

/** Describes a series; `guard` is the module's where the series says nothing of `durability`. */
export function describeSeries(series: Series, guard: Guard | undefined = series.guard): SeriesDescription {
  const { name, pattern, parts, resetEvery, fiscalYearStart, timeZone, retentionMs } = series;
  const { start, step, max, highest, mode, shards, calendar } = series;
  return {
    name,
    pattern,
    parts,
    keyCheck: series.scrambleKey?.check,
    resetEvery,
    fiscalYearStart,
    fiscalYearDay: calendar.rules.fiscalYearDay,
    dayStart: calendar.rules.dayStart,
    timeZone,
    counterPer: series.hidden.length + series.labels.length > 0 ? series.counterVariables : undefined,
    start,
    step,
    max,
    highest,
    mode,
    shards,
    retentionMs: retentionMs === Infinity ? null : retentionMs,
    durability: guard?.kind,
  };
}
