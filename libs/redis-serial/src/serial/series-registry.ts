import { Logger } from '@nestjs/common';
import { OptionsError } from '../common/options.error.js';
import type { Guard } from './durability/durability.options.js';
import { describeLargeSkip, largeSkip, type LargeSkip } from './durability/large-skip.js';
import { SeriesUnknownError } from './serial.errors.js';
import type { Series } from './series.js';

/** The series an app knows, by name. */
export class SeriesRegistry {
  private readonly logger = new Logger('SerialService');
  private readonly byName = new Map<string, Series>();
  private readonly known = new WeakSet<Series>();

  constructor(
    series: readonly Series[] = [],
    private readonly defaultGuard: Guard = { kind: 'none' },
  ) {
    this.add(series);
  }

  /** How its series are guarded; while there is none, how one would be. */
  get guards(): ReadonlySet<Guard['kind']> {
    return new Set(this.allGuards.map(({ kind }) => kind));
  }

  /** What they take for safe beside age. */
  get confirms(): ReadonlySet<'disk' | 'replicas'> {
    return new Set(this.allGuards.flatMap((guard) => (guard.kind === 'fenced' ? (guard.confirm ?? []) : [])));
  }

  /** The series of which one loss may leave out much. */
  get largeSkips(): LargeSkip[] {
    return [...this.byName.values()].flatMap((one) => largeSkip(one, one.guard ?? this.defaultGuard) ?? []);
  }

  private get allGuards(): readonly Guard[] {
    const series = [...this.byName.values()];
    return series.length > 0 ? series.map(({ guard = this.defaultGuard }) => guard) : [this.defaultGuard];
  }

  /** All of them. */
  get all(): readonly Series[] {
    return [...this.byName.values()];
  }

  /**
   * Registers series.
   * @throws {OptionsError} when another series already has the name: the two would share counters.
   */
  add(series: readonly Series[]): void {
    for (const one of series) {
      if (!isSeries(one)) throw new OptionsError('series', 'expected what defineSeries returned');
      const known = this.byName.get(one.name);
      if (known && known !== one && fingerprint(known) !== fingerprint(one)) {
        throw new OptionsError(
          `series.${one.name}`,
          `two different series have this name; they would share counters`,
        );
      }
      this.byName.set(one.name, one);
      this.known.add(one);
      if (!known) this.warnOf(one);
    }
  }

  /**
   * Returns the series that a call names, or that it was given.
   * @throws {SeriesUnknownError} when no series has the name.
   * @throws {OptionsError} when the argument is neither a series nor a name.
   */
  resolve(series: Series | string): Series {
    if (typeof series !== 'string') {
      if (this.known.has(series)) return series;
      // JavaScript code may pass anything, most likely a definition without defineSeries.
      if (!isSeries(series))
        throw new OptionsError('series', 'expected what defineSeries returned, or its name');
      this.add([series]);
      return series;
    }
    const known = this.byName.get(series);
    if (!known) throw new SeriesUnknownError(series, [...this.byName.keys()]);
    return known;
  }

  // What a series says itself, defineSeries has warned of.
  private warnOf(series: Series): void {
    const large = series.guard ? undefined : largeSkip(series, this.defaultGuard);
    if (large) this.logger.warn(describeLargeSkip(large));
  }
}

// Everything that decides counters and texts. Two copies of one definition (a module loaded twice) are the same series.
function fingerprint(series: Series): string {
  const { pattern, timeZone, resetEvery, fiscalYearStart, start, step, max, highest, mode } = series;
  const { gapless, bufferSize, warnAt, idempotencyTtlMs, retentionMs, scrambleKey, shards } = series;
  const { fiscalYearDay, dayStart, periods } = series.calendar.rules;
  const numbers = [pattern, timeZone, resetEvery, fiscalYearStart, start, step, max, highest, shards];
  return JSON.stringify([
    ...numbers,
    [fiscalYearDay, dayStart, periods?.source],
    [series.parts, series.maxLength, series.counterVariables],
    [mode, bufferSize, warnAt, idempotencyTtlMs, `${retentionMs}`],
    mode === 'gapless' ? [gapless.leaseMs, gapless.onCancel, gapless.onExpire] : [],
    scrambleKey?.check,
  ]);
}

function isSeries(value: unknown): value is Series {
  return typeof value === 'object' && value !== null && 'parts' in value && 'reader' in value;
}
