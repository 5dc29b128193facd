import { checkOptions, wholeNumber } from '../common/check-options.js';
import type { Instrumentation } from '../common/instrumentation.js';
import { unlessAborted } from '../common/race.js';
import type { SeriesAllocator } from './allocation/series-allocator.js';
import { BatchRequest, issuedOf, SingleRequest, textOf } from './number-requests.js';
import { resolveCall } from './resolve-call.js';
import type { IssuedSerial, SerialOptions, SeriesRef } from './serial.types.js';
import type { SeriesRegistry } from './series-registry.js';

const MOST_AT_ONCE = 1_000_000;

/** Asks for numbers. Each call is one promise, which the allocator settles. */
export class NumberCalls {
  constructor(
    private readonly registry: SeriesRegistry,
    private readonly allocator: SeriesAllocator,
    private readonly instrumentation: Instrumentation,
  ) {}

  // Creates no closure for a number, unless calls are measured.
  text(series: SeriesRef, options: SerialOptions | undefined): Promise<string> {
    const { instrument } = this.instrumentation;
    if (instrument) return instrument.issuing(nameOf(series), 1, () => this.takeText(series, options));
    return this.takeText(series, options);
  }

  texts(series: SeriesRef, count: number, options: SerialOptions | undefined): Promise<string[]> {
    return this.measured(series, count, () => {
      const taken = new Promise<string[]>((resolve, fail) => {
        checkOptions(wholeNumber(1, MOST_AT_ONCE), count, 'count');
        const call = resolveCall(this.registry.resolve(series), options);
        this.allocator.take(call, new BatchRequest(count, options, resolve, fail));
      });
      return options?.signal ? interruptible(taken, options.signal) : taken;
    });
  }

  issued(series: SeriesRef, options: SerialOptions | undefined): Promise<IssuedSerial> {
    return this.measured(series, 1, () => {
      const taken = new Promise<IssuedSerial>((resolve, fail) => {
        const call = resolveCall(this.registry.resolve(series), options);
        this.allocator.take(call, new SingleRequest(options, issuedOf, resolve, fail));
      });
      return options?.signal ? interruptible(taken, options.signal) : taken;
    });
  }

  private takeText(series: SeriesRef, options: SerialOptions | undefined): Promise<string> {
    const taken = new Promise<string>((resolve, fail) => {
      const call = resolveCall(this.registry.resolve(series), options);
      this.allocator.take(call, new SingleRequest(options, textOf, resolve, fail));
    });
    return options?.signal ? interruptible(taken, options.signal) : taken;
  }

  private measured<T>(series: SeriesRef, count: number, ask: () => Promise<T>): Promise<T> {
    const { instrument } = this.instrumentation;
    return instrument ? instrument.issuing(nameOf(series), count, ask) : ask();
  }
}

function nameOf(series: SeriesRef): string {
  return typeof series === 'string' ? series : series.name;
}

function interruptible<T>(taken: Promise<T>, signal: AbortSignal): Promise<T> {
  // A value that is not a signal has already failed the call.
  return signal instanceof EventTarget ? unlessAborted(taken, signal) : taken;
}
