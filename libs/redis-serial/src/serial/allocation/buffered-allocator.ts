import { Logger } from '@nestjs/common';
import { asError } from '../../common/as-error.js';
import type { ServerClockEstimate } from '../../redis/server-clock-estimate.js';
import type { Series } from '../series.js';
import type { CounterStore } from '../shard/counter-store.js';
import { BlockSizing } from './block-sizing.js';
import { NumberBuffer, type NumberSource } from './number-buffer.js';
import type { Allocator, CounterCall, NumberRequest } from './number-request.js';
import { claiming } from './idempotent-request.js';
import { redated } from './backdated-request.js';

const SWEEP_FROM = 1_024;
const IDLE_MS = 60_000;

/** The buffers of a series, by the counter's field. */
interface SeriesBuffers {
  readonly series: Series;
  readonly source: NumberSource;
  readonly byField: Map<string, NumberBuffer>;
}

/** Hands out numbers that this process has fetched ahead: unique over all processes, rising within this one. */
export class BufferedAllocator implements Allocator {
  private readonly logger = new Logger('SerialService');
  private readonly byName = new Map<string, SeriesBuffers>();
  private count = 0;
  private sweepAt = SWEEP_FROM;
  private closed = false;

  constructor(
    private readonly store: CounterStore,
    private readonly clock: ServerClockEstimate,
    /** Serves what a buffer has no numbers for: other periods than the present one. */
    private readonly direct: Allocator,
  ) {}

  take(call: CounterCall, request: NumberRequest): void {
    if (call.at === undefined && request.idempotencyKey === undefined && !this.closed) {
      this.bufferOf(call).take(call, request);
      return;
    }
    const minute = call.series.calendar.minuteAt(call.at ?? this.clock.now());
    const buffer = this.knownBuffer(call);
    if (this.closed || buffer?.period !== minute.period.id) {
      this.direct.take(call, request);
      return;
    }
    const claimed =
      request.idempotencyKey === undefined ? request : claiming(call, request, this.store, buffer);
    buffer.take(call, call.at === undefined ? claimed : redated(call, claimed, minute));
  }

  /** The number that this process would hand out next, if it has one. */
  nextIn(call: CounterCall, period: string): number | undefined {
    return this.knownBuffer(call)?.nextIn(period);
  }

  /** Leaves out what is not above a value to which a counter was lifted. */
  discardUpTo(call: CounterCall, period: string, value: number): void {
    this.knownBuffer(call)?.discardUpTo(period, value);
  }

  /** Gives all unused numbers back, as far as nobody took later ones; calls from now on go straight to the counter. */
  async close(): Promise<void> {
    this.closed = true;
    const all = [...this.byName.values()];
    this.byName.clear();
    const results = await Promise.allSettled(
      all.flatMap(({ series, byField }) =>
        [...byField].map(([field, buffer]) => buffer.giveBack({ series, field })),
      ),
    );
    const failed = results.filter(({ status }) => status === 'rejected').length;
    if (failed > 0) this.logger.warn(`The unused numbers of ${failed} counters are left out: Redis is away`);
  }

  private knownBuffer({ series, field }: CounterCall): NumberBuffer | undefined {
    return this.byName.get(series.name)?.byField.get(field);
  }

  private bufferOf({ series, field }: CounterCall): NumberBuffer {
    const { source, byField } = this.buffersOf(series);
    const known = byField.get(field);
    if (known) return known;
    if (this.count >= this.sweepAt) this.sweep();
    const buffer = new NumberBuffer(source);
    byField.set(field, buffer);
    this.count++;
    return buffer;
  }

  private buffersOf(series: Series): SeriesBuffers {
    let buffers = this.byName.get(series.name);
    if (!buffers) {
      const { store, clock } = this;
      const source = { store, clock, sizing: new BlockSizing(series.bufferSize), step: series.step };
      buffers = { series, source, byField: new Map() };
      this.byName.set(series.name, buffers);
    }
    return buffers;
  }

  // Scopes can be without number: when buffers have doubled in number, those that nobody used of late are given back.
  private sweep(): void {
    for (const { series, byField } of this.byName.values()) {
      for (const [field, buffer] of byField) {
        if (!buffer.isIdle(IDLE_MS)) continue;
        byField.delete(field);
        this.count--;
        buffer.giveBack({ series, field }).catch((error: unknown) => {
          this.logger.debug(`Unused numbers are left out: ${asError(error).message}`);
        });
      }
    }
    this.sweepAt = Math.max(SWEEP_FROM, this.count * 2);
  }
}
