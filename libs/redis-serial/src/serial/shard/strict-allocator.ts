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
import { fieldOf } from './shard-keys.js';
import type { TakenOf, Want } from './take-wants.js';

/** Somebody who waits for numbers of a counter. */
interface Waiting {
  readonly call: CounterCall;
  readonly field: string;
  readonly request: NumberRequest;
}

/** What is wanted of a counter, and among whom it is divided. */
interface SharedWant extends Want {
  readonly among: readonly Waiting[];
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
    const field = fieldOf(call.scope);
    const shard = this.store.shardOf(call.series, field);
    let group = this.groups.get(shard);
    if (!group) {
      group = new GroupCommit(
        (waiting) => this.serve(shard, waiting),
        () => undefined,
      );
      this.groups.set(shard, group);
    }
    group.join({ call, field, request });
  }

  private async serve(shard: Shard, group: readonly Waiting[], isSure = false): Promise<void> {
    const waiting = group.some(isAbandoned) ? group.filter((one) => !isAbandoned(one)) : group;
    if (waiting.length === 0) return;
    if (this.events.hasListeners) this.tell(shard, waiting);
    const wants = wantsOf(waiting);
    try {
      const taken = await this.store.takeWants(shard, wants);
      for (const one of taken) await this.settle(shard, one.want as SharedWant, one, isSure);
    } catch (error) {
      for (const { request } of waiting) request.fail(error);
    }
  }

  private tell({ series }: Shard, waiting: readonly Waiting[]): void {
    const count = waiting.reduce((sum, { request }) => sum + request.count, 0);
    this.events.emit('grouped', { series: series.name, calls: waiting.length, count });
  }

  private async settle(
    shard: Shard,
    { among, numbers }: SharedWant,
    taken: TakenOf,
    isSure: boolean,
  ): Promise<void> {
    switch (taken.outcome) {
      case 'taken':
        divide(taken, numbers, among);
        return;
      case 'replayed':
        replay(taken, among);
        return;
      case 'exhausted':
        await this.serveSome(shard, among, taken, isSure);
        return;
      case 'lifted':
        // The others of the group have theirs; this one waits by itself.
        void shard.changed(taken.last).then(() => this.serve(shard, among));
        return;
      case 'closed': {
        const { id, closesAt } = taken.period;
        const closed = new PeriodClosedError(shard.series.name, id, new Date(closesAt));
        for (const { request } of among) request.fail(closed);
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
  if (waiting.length === 1 && first) return [wantOf([first])];
  const wants: SharedWant[] = [];
  const plain = new Map<string, Waiting[]>();
  for (const one of waiting) {
    const { call, field, request } = one;
    if (request.idempotencyKey !== undefined) {
      plain.delete(keyOf(call, field));
      wants.push(wantOf([one]));
      continue;
    }
    const key = keyOf(call, field);
    const among = plain.get(key);
    if (among) {
      among.push(one);
    } else {
      const sharing = [one];
      plain.set(key, sharing);
      wants.push(wantOf(sharing));
    }
  }
  return wants.map((want) => (want.among.length > 1 ? wantOf(want.among) : want));
}

function keyOf({ series, at }: CounterCall, field: string): string {
  return at === undefined ? field : `${field} ${series.calendar.minuteAt(at).period.id}`;
}

function wantOf(among: readonly Waiting[]): SharedWant {
  const [{ call, field, request }] = among as readonly [Waiting];
  let numbers = 0;
  for (const one of among) numbers += one.request.count;
  return { call, field, numbers, idempotencyKey: request.idempotencyKey, among };
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
