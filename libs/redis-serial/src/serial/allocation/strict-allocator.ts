import { followingNumber, remainingFrom } from '../number-grid.js';
import { readReplayRecord } from '../../lua/counter/replay.record.js';
import type { SerialEvents } from '../serial-events.js';
import { SeriesExhaustedError } from '../serial.errors.js';
import { batchAt } from './batch.js';
import { warnNearTheEnd } from './capacity-warning.js';
import type { CounterStore } from './counter-store.js';
import { GroupCommit } from '../../common/group-commit.js';
import type { Allocator, Batch, CounterCall, NumberRequest } from './number-request.js';
import { giveAgain } from './replay.js';
import { shareOut } from './shares.js';

/** Takes numbers straight from the counter in Redis, in the order of the calls over all processes. */
export class StrictAllocator implements Allocator {
  private readonly groups = new Map<string, GroupCommit<NumberRequest>>();

  constructor(
    private readonly store: CounterStore,
    private readonly events: SerialEvents,
  ) {}

  /** Fails with `SeriesExhaustedError` when fewer than `count` are left; then none is taken. */
  take(call: CounterCall, request: NumberRequest): void {
    const id = call.at === undefined ? call.id : `${call.id}\u0000at ${call.at}`;
    let group = this.groups.get(id);
    if (!group) {
      // Groups last as long as their work: scopes can be without number.
      group = new GroupCommit(
        (requests) => this.serve(call, requests),
        () => this.groups.delete(id),
      );
      this.groups.set(id, group);
    }
    group.join(request);
  }

  private async serve(call: CounterCall, requests: readonly NumberRequest[]): Promise<void> {
    const waiting = requests.some(isAbandoned)
      ? requests.filter((request) => !isAbandoned(request))
      : requests;
    if (waiting.length === 0) return;
    if (this.events.hasListeners) this.tell(call, waiting);
    try {
      if (waiting.some(hasKey)) await this.serveOnce(call, waiting);
      else await this.serveRun(call, waiting);
    } catch (error) {
      for (const request of waiting) request.fail(error);
    }
  }

  private tell({ series }: CounterCall, requests: readonly NumberRequest[]): void {
    const count = requests.reduce((sum, request) => sum + request.count, 0);
    this.events.emit('grouped', { series: series.name, calls: requests.length, count });
  }

  private async serveRun(call: CounterCall, requests: readonly NumberRequest[]): Promise<void> {
    let count = 0;
    for (const request of requests) count += request.count;
    const { minute, reply } = await this.store.take(call, count);
    if (reply.outcome === 'exhausted') {
      await this.serveSome(call, requests, reply.last, minute.period.id);
      return;
    }
    const batch = batchAt(call, minute, { textAt: call.at ?? reply.now, issuedAt: reply.now });
    divide(batch, reply.last, count, requests);
  }

  private async serveOnce(call: CounterCall, requests: readonly NumberRequest[]): Promise<void> {
    const shares = shareOut(requests);
    const { minute, reply } = await this.store.takeOnce(call, shares);
    if (reply.outcome === 'exhausted') {
      await this.serveSome(call, requests, reply.last, minute.period.id);
      return;
    }
    const batch = batchAt(call, minute, { textAt: call.at ?? reply.now, issuedAt: reply.now });
    shares.forEach(({ count, requests: sharing }, index) => {
      const answer = reply.answers[index] ?? '';
      const record = readReplayRecord(answer);
      if (record) for (const request of sharing) giveAgain(batch, request, record);
      else divide(batch, Number(answer), count, sharing);
    });
  }

  // When too few are left for all, those get theirs, in their order, for whom there are enough.
  private async serveSome(
    call: CounterCall,
    requests: readonly NumberRequest[],
    last: number,
    period: string,
  ): Promise<void> {
    const { series } = call;
    const exhausted = new SeriesExhaustedError(series.name, period, last, series.start, series.highest);
    let left = remainingFrom(series, followingNumber(series, last), series.highest);
    const fitting = new Set<NumberRequest>();
    for (const request of requests) {
      if (hasKey(request) || request.count > left) continue;
      left -= request.count;
      fitting.add(request);
    }
    await this.serve(call, [...fitting]);
    for (const request of requests) {
      if (fitting.has(request)) continue;
      // One with an idempotency key may need none: its numbers may have been given earlier.
      if (!hasKey(request) || requests.length === 1) request.fail(exhausted);
      else await this.serve(call, [request]);
    }
  }
}

function isAbandoned({ abandoned }: NumberRequest): boolean {
  return abandoned;
}

function hasKey({ idempotencyKey }: NumberRequest): boolean {
  return idempotencyKey !== undefined;
}

function divide(batch: Batch, last: number, count: number, requests: readonly NumberRequest[]): void {
  const { step } = batch.series;
  const first = last - (count - 1) * step;
  let next = first;
  for (const request of requests) {
    request.give(batch, next, request.count);
    next += request.count * step;
  }
  warnNearTheEnd(batch, first, last);
}
