import { followingNumber, remainingFrom } from '../numbering.js';
import { readReplayRecord } from '../../lua/counter/replay.record.js';
import type { SerialEvents } from '../serial-events.js';
import { SeriesExhaustedError } from '../serial.errors.js';
import { batchAt } from './batch.js';
import { warnNearTheEnd } from './capacity-warning.js';
import type { CounterStore } from './counter-store.js';
import { GroupCommit } from '../../common/group-commit.js';
import type { Allocator, Batch, CounterCall, NumberTaker } from './number-taker.js';
import { giveAgain } from './replay.js';
import { shareOut } from './shares.js';

/** Takes numbers straight from the counter in Redis, in the order of the calls over all processes. */
export class StrictAllocator implements Allocator {
  private readonly groups = new Map<string, GroupCommit<NumberTaker>>();

  constructor(
    private readonly store: CounterStore,
    private readonly events: SerialEvents,
  ) {}

  /** Fails with `SeriesExhaustedError` when fewer than `count` are left; then none is taken. */
  take(call: CounterCall, taker: NumberTaker): void {
    const id = call.at === undefined ? call.id : `${call.id}\u0000at ${call.at}`;
    let group = this.groups.get(id);
    if (!group) {
      // Groups last as long as their work: scopes can be without number.
      group = new GroupCommit(
        (takers) => this.serve(call, takers),
        () => this.groups.delete(id),
      );
      this.groups.set(id, group);
    }
    group.join(taker);
  }

  private async serve(call: CounterCall, takers: readonly NumberTaker[]): Promise<void> {
    const waiting = takers.some(isAbandoned) ? takers.filter((taker) => !isAbandoned(taker)) : takers;
    if (waiting.length === 0) return;
    if (this.events.isHeard) this.tell(call, waiting);
    try {
      if (waiting.some(hasKey)) await this.serveOnce(call, waiting);
      else await this.serveRun(call, waiting);
    } catch (error) {
      for (const taker of waiting) taker.fail(error);
    }
  }

  private tell({ series }: CounterCall, takers: readonly NumberTaker[]): void {
    const count = takers.reduce((sum, taker) => sum + taker.count, 0);
    this.events.emit('grouped', { series: series.name, calls: takers.length, count });
  }

  private async serveRun(call: CounterCall, takers: readonly NumberTaker[]): Promise<void> {
    let count = 0;
    for (const taker of takers) count += taker.count;
    const { moment, reply } = await this.store.take(call, count);
    if (reply.outcome === 'exhausted') {
      await this.serveSome(call, takers, reply.last, moment.period.id);
      return;
    }
    const batch = batchAt(call, moment, { textAt: call.at ?? reply.now, issuedAt: reply.now });
    divide(batch, reply.last, count, takers);
  }

  private async serveOnce(call: CounterCall, takers: readonly NumberTaker[]): Promise<void> {
    const shares = shareOut(takers);
    const { moment, reply } = await this.store.takeOnce(call, shares);
    if (reply.outcome === 'exhausted') {
      await this.serveSome(call, takers, reply.last, moment.period.id);
      return;
    }
    const batch = batchAt(call, moment, { textAt: call.at ?? reply.now, issuedAt: reply.now });
    shares.forEach(({ count, takers: sharing }, index) => {
      const answer = reply.answers[index] ?? '';
      const record = readReplayRecord(answer);
      if (record) for (const taker of sharing) giveAgain(batch, taker, record);
      else divide(batch, Number(answer), count, sharing);
    });
  }

  // When too few are left for all, those get theirs, in their order, for whom there are enough.
  private async serveSome(
    call: CounterCall,
    takers: readonly NumberTaker[],
    last: number,
    period: string,
  ): Promise<void> {
    const { series } = call;
    const exhausted = new SeriesExhaustedError(series.name, period, last, series.start, series.highest);
    let left = remainingFrom(series, followingNumber(series, last), series.highest);
    const fitting = new Set<NumberTaker>();
    for (const taker of takers) {
      if (hasKey(taker) || taker.count > left) continue;
      left -= taker.count;
      fitting.add(taker);
    }
    await this.serve(call, [...fitting]);
    for (const taker of takers) {
      if (fitting.has(taker)) continue;
      // One with an idempotency key may need none: its numbers may have been given earlier.
      if (!hasKey(taker) || takers.length === 1) taker.fail(exhausted);
      else await this.serve(call, [taker]);
    }
  }
}

function isAbandoned({ abandoned }: NumberTaker): boolean {
  return abandoned;
}

function hasKey({ idempotencyKey }: NumberTaker): boolean {
  return idempotencyKey !== undefined;
}

function divide(batch: Batch, last: number, count: number, takers: readonly NumberTaker[]): void {
  const { step } = batch.series;
  const first = last - (count - 1) * step;
  let next = first;
  for (const taker of takers) {
    taker.give(batch, next, taker.count);
    next += taker.count * step;
  }
  warnNearTheEnd(batch, first, last);
}
