import { Logger } from '@nestjs/common';
import { asError } from '../../common/as-error.js';
import type { ServerClockEstimate } from '../../redis/server-clock-estimate.js';
import type { CounterStore } from '../shard/counter-store.js';
import { NumberBuffer } from './number-buffer.js';
import type { Allocator, CounterCall, NumberRequest } from './number-request.js';
import { claiming } from './idempotent-request.js';
import { redated } from './backdated-request.js';

const SWEEP_FROM = 1_024;
const IDLE_MS = 60_000;

/** Hands out numbers that this process has fetched ahead: unique over all processes, rising within this one. */
export class BufferedAllocator implements Allocator {
  private readonly logger = new Logger('SerialService');
  private readonly buffers = new Map<string, NumberBuffer>();
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
      this.bufferOf(call).take(request);
      return;
    }
    const minute = call.series.calendar.minuteAt(call.at ?? this.clock.now());
    const buffer = this.buffers.get(call.id);
    if (this.closed || buffer?.period !== minute.period.id) {
      this.direct.take(call, request);
      return;
    }
    const claimed =
      request.idempotencyKey === undefined ? request : claiming(call, request, this.store, buffer);
    buffer.take(call.at === undefined ? claimed : redated(call, claimed, minute));
  }

  /** The number that this process would hand out next, if it has one. */
  nextIn(call: CounterCall, period: string): number | undefined {
    return this.buffers.get(call.id)?.nextIn(period);
  }

  /** Leaves out what is not above a value to which a counter was lifted. */
  discardUpTo(call: CounterCall, period: string, value: number): void {
    this.buffers.get(call.id)?.discardUpTo(period, value);
  }

  /** Gives all unused numbers back, as far as nobody took later ones; calls from now on go straight to the counter. */
  async close(): Promise<void> {
    this.closed = true;
    const buffers = [...this.buffers.values()];
    this.buffers.clear();
    const results = await Promise.allSettled(buffers.map((buffer) => buffer.giveBack()));
    const failed = results.filter(({ status }) => status === 'rejected').length;
    if (failed > 0) this.logger.warn(`The unused numbers of ${failed} counters are left out: Redis is away`);
  }

  private bufferOf(call: CounterCall): NumberBuffer {
    const known = this.buffers.get(call.id);
    if (known) return known;
    if (this.buffers.size >= this.sweepAt) this.sweep();
    const buffer = new NumberBuffer(call, this.store, this.clock);
    this.buffers.set(call.id, buffer);
    return buffer;
  }

  // Scopes can be without number: when buffers have doubled in number, those that nobody used of late are given back.
  private sweep(): void {
    const idleSince = this.clock.now() - IDLE_MS;
    for (const [id, buffer] of this.buffers) {
      if (buffer.usedAt > idleSince) continue;
      this.buffers.delete(id);
      buffer.giveBack().catch((error: unknown) => {
        this.logger.debug(`Unused numbers are left out: ${asError(error).message}`);
      });
    }
    this.sweepAt = Math.max(SWEEP_FROM, this.buffers.size * 2);
  }
}
