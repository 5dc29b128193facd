import { OptionsError } from '../../common/options.error.js';
import { unlessAborted } from '../../common/race.js';
import type { ServerClockEstimate } from '../../redis/server-clock-estimate.js';
import type { CounterGuards } from '../durability/counter-guards.js';
import type { CounterReading } from '../../lua/counter/move-counter.script.js';
import { BufferedAllocator } from './buffered-allocator.js';
import type { CounterStore } from '../shard/counter-store.js';
import type { KeyOwners } from '../shard/key-owners.js';
import type { Shards } from '../shard/shards.js';
import type { GaplessCounter } from './gapless-counter.js';
import type { Timed } from './clocked-runner.js';
import type { Allocator, CounterCall, NumberRequest } from './number-request.js';
import type { Series } from '../series.js';
import type { SerialEvents } from '../serial-events.js';
import { labelled } from './labelled-request.js';
import { heard } from './observed-request.js';
import { StrictAllocator } from '../shard/strict-allocator.js';

/** Hands out the numbers of every series in the way of its mode. */
export class SeriesAllocator implements Allocator {
  private readonly strict: StrictAllocator;
  private readonly buffered: BufferedAllocator;

  constructor(
    private readonly store: CounterStore,
    private readonly gapless: GaplessCounter,
    private readonly owners: KeyOwners,
    private readonly shards: Shards,
    clock: ServerClockEstimate,
    private readonly guards: CounterGuards,
    private readonly events: SerialEvents,
  ) {
    this.strict = new StrictAllocator(store, events);
    this.buffered = new BufferedAllocator(store, clock, this.strict);
  }

  take(call: CounterCall, caller: NumberRequest): void {
    const told = this.events.hasListeners ? heard(call, caller, this.events) : caller;
    const request = call.series.labels.length > 0 ? labelled(call, told) : told;
    if (request.idempotencyKey === undefined || !this.owners.isNeeded(call.series)) {
      this.takeInMode(call, request);
      return;
    }
    this.owners.admits(call, request).then(
      (isAdmitted) => {
        if (isAdmitted) this.takeInMode(call, request);
      },
      (error: unknown) => {
        request.fail(error);
      },
    );
  }

  private takeInMode(call: CounterCall, request: NumberRequest): void {
    const { mode, name } = call.series;
    if (mode === 'strict') this.strict.take(call, request);
    else if (mode === 'buffered') this.buffered.take(call, request);
    else
      request.fail(
        new OptionsError(
          'series',
          `"${name}" is gapless: reserve() a number, and confirm it once it is used`,
        ),
      );
  }

  /** Reads the counter, after lifting it to `atLeast` where that is given. */
  async read(call: CounterCall, atLeast?: number, signal?: AbortSignal): Promise<Timed<CounterReading>> {
    const store = call.series.mode === 'gapless' ? this.gapless : this.store;
    const reading = await unlessAborted(store.move(call, atLeast), signal);
    if (atLeast !== undefined) this.discardUpTo(call, reading.minute.period.id, atLeast);
    return reading;
  }

  /** Leaves out what this process has fetched and is not above a value to which the counter was lifted. */
  discardUpTo(call: CounterCall, period: string, value: number): void {
    this.buffered.discardUpTo(call, period, value);
  }

  /** The number that this process has fetched and would hand out next, if there is one. */
  bufferedNext(call: CounterCall, period: string): number | undefined {
    return this.buffered.nextIn(call, period);
  }

  /** Gets ready for series that will be wanted. */
  prepare(series: readonly Series[]): void {
    this.shards.joinAll(series);
  }

  /** Gives back what was fetched ahead and not used. */
  async close(): Promise<void> {
    await this.buffered.close();
    await this.shards.close();
    this.guards.close();
  }
}
