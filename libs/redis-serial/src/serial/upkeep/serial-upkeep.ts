import type { CounterStates } from '../counter-states.js';
import type { CallOptions, ReadOptions, SeriesRef } from '../serial.types.js';
import type { CounterEvent } from './counter-event.js';
import type { HistoryOptions } from './history.options.js';
import type { SeriesRecovery } from './series-recovery.js';
import type { MigrateOptions } from './migrate.options.js';
import type { SeriesMigration } from './series-migration.js';
import type { SeriesHistory } from './series-history.js';

/** The part of `SerialService` for whoever looks after the counters. */
export abstract class SerialUpkeep {
  /** @internal */
  constructor(
    /** @internal */
    protected readonly states: CounterStates,
    private readonly events: SeriesHistory,
    private readonly recovery: SeriesRecovery,
    private readonly migration: SeriesMigration,
  ) {}

  /**
   * Raises the counter to a value that another system has reached, so that the next number is above it. Never lowers
   * it. In mode `'buffered'` other processes first use up the blocks that they have fetched. Returns where the counter
   * stands.
   * @throws {OptionsError} when the value is above what the series can hold.
   * @example
   * await serials.advanceTo(InvoiceNo, 700); // the next number is 701
   */
  advanceTo<Variables extends string>(
    series: SeriesRef<Variables>,
    value: number,
    ...[options]: CallOptions<Variables, ReadOptions>
  ): Promise<number> {
    return this.states.advanceTo(series, value, options);
  }

  /**
   * Tells what happened to the counters of a series, the newest first: losses in Redis and what they left out, counters
   * that were advanced or migrated, edits of the definition. Each shard keeps some 200 events, in Redis: where all
   * is lost, they are too. Empty for a series in mode `'gapless'`.
   * @example
   * for (const { at, kind, leftOut, why } of await serials.history(InvoiceNo)) console.log(at, kind, leftOut, why);
   */
  history<Variables extends string>(
    series: SeriesRef<Variables>,
    options?: HistoryOptions<Variables>,
  ): Promise<CounterEvent[]> {
    return this.events.read(series, options);
  }

  /**
   * Has all processes that listen say which numbers of the series they were given, as after a loss, and resolves when
   * that is over. Call it after something was put back by hand into a running Redis: keys of an old backup look whole,
   * and nobody notices that they are old. Nothing is lowered. If a process that issued is not heard, or the counters of
   * a period contradict what their shard knows, numbers are left out. `history` tells what came of it.
   * @throws {RecoveryError} when it is not known in time which numbers were given, or the high-water store is away.
   * @throws {OptionsError} for a series in mode `'gapless'`.
   * @example
   * await serials.recover(InvoiceNo); // after RESTORE
   */
  recover(series: SeriesRef): Promise<void> {
    return this.recovery.recover(series);
  }

  /**
   * Lifts each counter of a series to the highest number of the other series' counter of the same scope and period, so
   * that it goes on above it: for a series that gets another name. Never moves a counter backwards; may be called
   * again. Call it before the first number is given, while nobody takes numbers of the other series any more. Returns
   * how many counters were lifted.
   * @throws {OptionsError} when Redis does not know the other series or its counters, or its variables or periods are
   *   other ones.
   * @throws {RecoveryError} when the other series lost numbers, and it is not known which were given.
   * @example
   * await serials.migrate(OrderNo, { from: 'old-order' });
   */
  migrate(series: SeriesRef, options: MigrateOptions): Promise<number> {
    return this.migration.migrate(series, options);
  }
}
