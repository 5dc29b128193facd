import type { ServerClockEstimate } from '../../redis/server-clock-estimate.js';
import { followingNumber, remainingFrom } from '../number-grid.js';
import type { CalendarMinute } from '../period/series-calendar.js';
import { SeriesExhaustedError } from '../serial.errors.js';
import { batchAt } from './batch.js';
import { BlockQueue, type Run } from './block-queue.js';
import { BlockSizing } from './block-sizing.js';
import { warnNearTheEnd } from './capacity-warning.js';
import type { CounterStore } from '../shard/counter-store.js';
import type { Batch, CounterCall, NumberRequest } from './number-request.js';

// The server's clock is asked again after so long: no two quartz clocks drift apart by more than a few ms meanwhile.
const TRUST_CLOCK_MS = 30_000;

/** Numbers of one counter that this process has fetched ahead and hands out by itself, lowest first. */
export class NumberBuffer {
  /** When it was last asked for numbers, by the server's clock. */
  usedAt = 0;
  private readonly blocks: BlockQueue;
  private readonly sizing: BlockSizing;
  private minute: CalendarMinute | undefined;
  private batch: { -readonly [Key in keyof Batch]: Batch[Key] } | undefined;
  private askedClockAt = -Infinity;
  private readonly waiting: NumberRequest[] = [];
  private fetching: Promise<void> | undefined;
  private fetchedAt = -Infinity;

  constructor(
    private readonly call: CounterCall,
    private readonly store: Pick<CounterStore, 'take' | 'giveBack'>,
    private readonly clock: Pick<ServerClockEstimate, 'now'>,
  ) {
    this.blocks = new BlockQueue(call.series.step);
    this.sizing = new BlockSizing(call.series.bufferSize);
  }

  /** The number that would be handed out next in a period, if one is here. */
  nextIn(period: string): number | undefined {
    return this.period === period ? this.blocks.next : undefined;
  }

  /** The period whose numbers are here. */
  get period(): string | undefined {
    return this.minute?.period.id;
  }

  /** Hands numbers out at once if they are here, else as soon as they have been fetched. */
  take(request: NumberRequest): void {
    if (this.waiting.length === 0 && this.handOut(request)) return;
    this.waiting.push(request);
    this.fetch();
  }

  /** Takes back what a caller did not need, if no later numbers were handed out. */
  putBack(period: string, runs: readonly Run[]): void {
    if (this.period === period) for (const run of [...runs].reverse()) this.blocks.putBack(run);
  }

  /** Leaves out what is not above a value to which the counter of a period was lifted. */
  discardUpTo(period: string, value: number): void {
    if (this.period === period) this.blocks.discardUpTo(value);
  }

  /** Gives unused numbers back to the counter, as far as nobody took later ones; waits for a fetch under way. */
  async giveBack(): Promise<void> {
    await this.fetching;
    const { period } = this;
    const runs = this.blocks.clear();
    if (period !== undefined && runs.length > 0) await this.store.giveBack(this.call, period, runs);
  }

  private handOut(request: NumberRequest): boolean {
    const now = this.clock.now();
    this.usedAt = now;
    const batch = this.batchFor(now);
    if (!batch) return false;
    batch.textAt = now;
    batch.issuedAt = now;
    if (request.count === 1) {
      const value = this.blocks.takeOne();
      if (value === undefined) return false;
      request.give(batch, value, 1);
    } else {
      const runs = this.blocks.take(request.count);
      if (runs.length === 0) return false;
      for (const run of runs) request.give(batch, run.first, this.blocks.countOf(run));
    }
    if (this.blocks.size < this.sizing.reserve) this.fetch();
    return true;
  }

  // One estimate of the server's clock decides whether the numbers here are of the present period, and their text.
  private batchFor(now: number): typeof this.batch {
    if (now - this.askedClockAt >= TRUST_CLOCK_MS) return undefined;
    // Only ever forward: the server said which minute it is, and the estimate may lag behind it by a minute.
    if (!this.minute || now >= this.minute.to) {
      this.enter(this.call.series.calendar.minuteAt(now));
    }
    return this.batch;
  }

  private enter(minute: CalendarMinute): void {
    if (minute.period.id !== this.period) this.blocks.clear();
    this.minute = minute;
    this.batch = batchAt(this.call, minute, { textAt: minute.from, issuedAt: minute.from });
  }

  private fetch(): void {
    this.fetching ??= this.fetchAndServe().finally(() => {
      this.fetching = undefined;
      if (this.waiting.length > 0) this.fetch();
    });
  }

  private async fetchAndServe(): Promise<void> {
    const starved = this.waiting.length > 0 && this.blocks.size === 0;
    if (this.minute) this.sizing.used(this.clock.now() - this.fetchedAt, starved);
    this.fetchedAt = this.clock.now();
    try {
      const exhausted = await this.fetchBlock();
      this.serveWaiting();
      if (exhausted) for (const request of this.waiting.splice(0)) request.fail(exhausted);
    } catch (error) {
      // With nobody waiting, whoever next finds no number left will run into it again.
      for (const request of this.waiting.splice(0)) request.fail(error);
    }
  }

  private serveWaiting(): void {
    while (this.waiting[0] && (this.waiting[0].abandoned || this.handOut(this.waiting[0])))
      this.waiting.shift();
  }

  /** Fetches what is wanted, or what is left of it; answers the reason when that is not enough. */
  private async fetchBlock(): Promise<SeriesExhaustedError | undefined> {
    const { series } = this.call;
    const needed = this.waiting.reduce((sum, { count }) => sum + count, 0) - this.blocks.size;
    const isLow = needed > 0 || this.blocks.size < this.sizing.reserve;
    let wanted = isLow ? Math.max(needed, this.sizing.size) : 0;
    let exhausted: SeriesExhaustedError | undefined;
    for (;;) {
      const { minute, outcome, last } = await this.store.take(this.call, wanted);
      this.askedClockAt = this.clock.now();
      this.enter(minute);
      if (outcome === 'taken') {
        this.add(last, wanted);
        return exhausted;
      }
      exhausted = new SeriesExhaustedError(series.name, minute.period.id, last, series.start, series.highest);
      wanted = remainingFrom(series, followingNumber(series, last), series.highest);
    }
  }

  private add(last: number, count: number): void {
    if (count === 0) return;
    const run = { first: last - (count - 1) * this.call.series.step, last };
    this.blocks.add(run);
    if (this.batch) warnNearTheEnd(this.batch, run.first, run.last);
  }
}
