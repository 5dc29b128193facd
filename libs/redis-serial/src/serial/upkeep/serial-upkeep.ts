import type { CounterStates } from '../counter-states.js';
import type { CallOptions, ReadOptions, SeriesRef } from '../serial.types.js';
import type { CounterEvent } from './counter-event.js';
import type { HistoryOptions } from './history.options.js';
import type { SeriesHistory } from './series-history.js';

/** The part of `SerialService` for whoever looks after the counters. */
export abstract class SerialUpkeep {
  /** @internal */
  constructor(
    /** @internal */
    protected readonly states: CounterStates,
    private readonly events: SeriesHistory,
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
   * that were advanced or migrated, edits of the definition. Each shard keeps its last 200 events, in Redis: where all
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
}
