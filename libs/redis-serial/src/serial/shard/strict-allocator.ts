import { GroupCommit } from '../../common/group-commit.js';
import { readReplayRecord } from '../../lua/counter/replay.record.js';
import { batchAt } from '../allocation/batch.js';
import { warnNearTheEnd } from '../allocation/capacity-warning.js';
import type { Allocator, CounterCall, NumberRequest } from '../allocation/number-request.js';
import { giveAgain } from '../allocation/replay.js';
import { followingNumber, remainingFrom } from '../number-grid.js';
import type { SerialEvents } from '../serial-events.js';
import { PeriodClosedError, SeriesExhaustedError } from '../serial.errors.js';
import type { CounterStore } from './counter-store.js';
import type { Shard } from './shard.js';
import type { TakenOf, Want } from './want.js';

/** Somebody who waits for numbers of a counter. */
interface Waiting {
  readonly call: CounterCall;
  readonly request: NumberRequest;
}

/** What is wanted of a counter, and among whom it is divided. */
interface SharedWant extends Want {
  numbers: number;
  readonly among: Waiting[];
}

/**
 * Takes numbers straight from the counters in Redis, in the order of the calls over all processes. What waits together
 * goes in one call, whatever its scope.
 */
export class StrictAllocator implements Allocator {
  private readonly groups = new Map<Shard, GroupCommit<Waiting>>();

  constructor(
    private readonly store: CounterStore,
    private readonly events: SerialEvents,
  ) {}

  /** Fails with `SeriesExhaustedError` when fewer than `count` are left; then none is taken. */
  take(call: CounterCall, request: NumberRequest): void {
    const shard = this.store.shardOf(call);
    let group = this.groups.get(shard);
    if (!group) {
      group = new GroupCommit(
        (waiting) => this.serve(shard, waiting),
        () => undefined,
      );
      this.groups.set(shard, group);
    }
    group.join({ call, request });
  }

  private async serve(shard: Shard, group: readonly Waiting[], isSure = false): Promise<void> {
    const waiting = group.some(isAbandoned) ? group.filter((one) => !isAbandoned(one)) : group;
    if (waiting.length === 0) return;
    if (this.events.hasListeners) this.tell(shard, waiting);
    try {
      const taken = await this.store.takeWants(shard, wantsOf(waiting));
      for (const one of taken) {
        // Only who got too few is waited for: that would cost each number of many scopes a promise.
        const settling = this.settle(shard, one.want as SharedWant, one, isSure);
        if (settling) await settling;
      }
    } catch (error) {
      for (const { request } of waiting) request.fail(error);
    }
  }

  private tell({ series }: Shard, waiting: readonly Waiting[]): void {
    const count = waiting.reduce((sum, { request }) => sum + request.count, 0);
    this.events.emit('grouped', { series: series.name, calls: waiting.length, count });
  }

  private settle(
    shard: Shard,
    { among, numbers }: SharedWant,
    taken: TakenOf,
    isSure: boolean,
  ): Promise<void> | undefined {
    switch (taken.outcome) {
      case 'taken':
        divide(taken, numbers, among);
        return undefined;
      case 'replayed':
        replay(taken, among);
        return undefined;
      case 'exhausted':
        return this.serveSome(shard, among, taken, isSure);
      case 'lifted':
        // The others of the group have theirs; this one waits by itself.
        void shard.changed(taken.last).then(() => this.serve(shard, among));
        return undefined;
      case 'closed': {
        const { id, closesAt } = taken.period;
        const closed = new PeriodClosedError(shard.series.name, id, new Date(closesAt));
        for (const { request } of among) request.fail(closed);
        return undefined;
      }
    }
  }

  // When too few are left for all, those get theirs, in their order, for whom there are enough.
  private async serveSome(
    shard: Shard,
    among: readonly Waiting[],
    { last, period }: TakenOf,
    isSure: boolean,
  ): Promise<void> {
    const { series } = shard;
    let left = remainingFrom(series, followingNumber(series, last), series.highest);
    const fitting = among.filter(({ request: { count } }) => {
      if (isSure || count > left) return false;
      left -= count;
      return true;
    });
    const exhausted = new SeriesExhaustedError(series.name, period.id, last, series.start, series.highest);
    for (const one of among) if (!fitting.includes(one)) one.request.fail(exhausted);
    // Alone, since those before them may have left them something.
    if (fitting.length > 0) await this.serve(shard, fitting, fitting.length === among.length);
  }
}

function isAbandoned({ request }: Waiting): boolean {
  return request.abandoned;
}

// Neighbours that want numbers of the same counter, without idempotency keys, share one run of numbers.
function wantsOf(waiting: readonly Waiting[]): SharedWant[] {
  const [first] = waiting;
  if (waiting.length === 1 && first) return [wantOf(first)];
  const wants: SharedWant[] = [];
  const plain = new Map<string, SharedWant>();
  for (const one of waiting) {
    const key = keyOf(one.call);
    const isPlain = one.request.idempotencyKey === undefined;
    const shared = isPlain ? plain.get(key) : undefined;
    if (shared) {
      shared.among.push(one);
      shared.numbers += one.request.count;
      continue;
    }
    const want = wantOf(one);
    wants.push(want);
    if (isPlain) plain.set(key, want);
    else plain.delete(key);
  }
  return wants;
}

function keyOf({ series, field, at }: CounterCall): string {
  return at === undefined ? field : `${field} ${series.calendar.minuteAt(at).period.id}`;
}

function wantOf(one: Waiting): SharedWant {
  const { call, request } = one;
  return { call, numbers: request.count, idempotencyKey: request.idempotencyKey, among: [one] };
}

function divide({ minute, now, last, want }: TakenOf, numbers: number, among: readonly Waiting[]): void {
  const { step } = want.call.series;
  const first = last - (numbers - 1) * step;
  const present = batchAt(want.call, minute, { textAt: now, issuedAt: now });
  let next = first;
  for (const { call, request } of among) {
    request.give(call.at === undefined ? present : datedBatch(call, call.at, now), next, request.count);
    next += request.count * step;
  }
  if (numbers > 0) warnNearTheEnd(present, first, last);
}

function datedBatch(call: CounterCall, at: number, now: number): ReturnType<typeof batchAt> {
  return batchAt(call, call.series.calendar.minuteAt(at), { textAt: at, issuedAt: now });
}

function replay({ minute, now, record, want }: TakenOf, among: readonly Waiting[]): void {
  const earlier = readReplayRecord(record ?? '');
  if (!earlier) throw new TypeError(`the record of idempotency key "${want.idempotencyKey}" can't be read`);
  const batch = batchAt(want.call, minute, { textAt: now, issuedAt: now });
  for (const { request } of among) giveAgain(batch, request, earlier);
}
