import type { ServerClockEstimate } from '../../redis/server-clock-estimate.js';
import { followingNumber, remainingFrom } from '../number-grid.js';
import type { CalendarMinute } from '../period/series-calendar.js';
import { SeriesExhaustedError } from '../serial.errors.js';
import { batchAt } from './batch.js';
import { BlockQueue, type Run } from './block-queue.js';
import type { BlockSizing } from './block-sizing.js';
import { fairBlock } from './fair-block.js';
import { warnNearTheEnd } from './capacity-warning.js';
import type { CounterStore } from '../shard/counter-store.js';
import type { CounterCall, NumberRequest } from './number-request.js';

// The server's clock is asked again after so long: no two quartz clocks drift apart by more than a few ms meanwhile.
const TRUST_CLOCK_MS = 30_000;

/** What all buffers of a series have in common. */
export interface NumberSource {
  readonly store: Pick<CounterStore, 'take' | 'giveBack'>;
  readonly clock: Pick<ServerClockEstimate, 'now'>;
  readonly sizing: BlockSizing;
  readonly step: number;
}

/**
 * Numbers of one counter that this process has fetched ahead and hands out by itself, lowest first. Small, since
 * counters can be many: what can be known from the call or the series is not kept here.
 */
export class NumberBuffer {
  private readonly blocks: BlockQueue;
  /** How many numbers the last fetch took, or the first will. */
  private blockSize: number;
  /** The same, as far as so many were left for it. */
  private block: number;
  private minute: CalendarMinute | undefined;
  private askedClockAt = -Infinity;
  private waiting: NumberRequest[] | undefined;
  private lastGiven: number | undefined;
  private fetching: Promise<void> | undefined;
  private fetchedAt = -Infinity;

  constructor(private readonly source: NumberSource) {
    this.blocks = new BlockQueue(source.step);
    this.blockSize = source.sizing.smallest;
    this.block = this.blockSize;
  }

  /** Whether nobody took numbers for so many milliseconds; those who do ask for the time now and then. */
  isIdle(ms: number): boolean {
    return !this.fetching && this.source.clock.now() - this.askedClockAt > TRUST_CLOCK_MS + ms;
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
  take(call: CounterCall, request: NumberRequest): void {
    if (!this.waiting && this.handOut(call, request)) return;
    (this.waiting ??= []).push(request);
    this.fetch(call);
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
  async giveBack(counter: Pick<CounterCall, 'series' | 'field'>): Promise<void> {
    await this.fetching;
    const { period } = this;
    const runs = this.blocks.clear();
    if (period !== undefined && runs.length > 0) await this.source.store.giveBack(counter, period, runs);
  }

  private handOut(call: CounterCall, request: NumberRequest): boolean {
    const now = this.source.clock.now();
    const minute = this.minuteAt(call, now);
    if (!minute) return false;
    const { count } = request;
    if (this.blocks.next === undefined || (count > 1 && this.blocks.size < count)) return false;
    const batch = batchAt(call, minute, { textAt: now, issuedAt: now });
    if (count === 1) request.give(batch, this.blocks.takeOne() ?? Number.NaN, 1);
    else for (const run of this.blocks.take(count)) request.give(batch, run.first, this.blocks.countOf(run));
    if (this.blocks.size < this.reserve) this.fetch(call);
    return true;
  }

  /** How many numbers must be left when the next fetch begins. */
  private get reserve(): number {
    return Math.floor(this.block / 2);
  }

  // One estimate of the server's clock decides whether the numbers here are of the present period, and their text.
  private minuteAt({ series }: CounterCall, now: number): CalendarMinute | undefined {
    if (now - this.askedClockAt >= TRUST_CLOCK_MS) return undefined;
    // Only ever forward: the server said which minute it is, and the estimate may lag behind it by a minute.
    if (!this.minute || now >= this.minute.to) this.enter(series.calendar.minuteAt(now));
    return this.minute;
  }

  private enter(minute: CalendarMinute): void {
    if (minute.period.id !== this.period) {
      this.blocks.clear();
      this.lastGiven = undefined;
    }
    this.minute = minute;
  }

  private fetch(call: CounterCall): void {
    this.fetching ??= this.fetchAndServe(call).finally(() => {
      this.fetching = undefined;
      if (this.waiting) this.fetch(call);
    });
  }

  private async fetchAndServe(call: CounterCall): Promise<void> {
    const { clock, sizing } = this.source;
    const starved = this.waiting !== undefined && this.blocks.next === undefined;
    const now = clock.now();
    if (this.minute) this.blockSize = sizing.after(this.blockSize, now - this.fetchedAt, starved);
    this.fetchedAt = now;
    try {
      const exhausted = await this.fetchBlock(call);
      this.serveWaiting(call);
      if (exhausted) this.failWaiting(exhausted);
    } catch (error) {
      // With nobody waiting, whoever next finds no number left will run into it again.
      this.failWaiting(error);
    }
  }

  private failWaiting(error: unknown): void {
    for (const request of this.waiting?.splice(0) ?? []) request.fail(error);
    this.waiting = undefined;
  }

  private serveWaiting(call: CounterCall): void {
    const { waiting } = this;
    if (!waiting) return;
    let served = 0;
    for (const request of waiting) {
      if (!request.abandoned && !this.handOut(call, request)) break;
      served++;
    }
    waiting.splice(0, served);
    if (waiting.length === 0) this.waiting = undefined;
  }

  /** Fetches what is wanted, or what is left of it; answers the reason when that is not enough. */
  private async fetchBlock(call: CounterCall): Promise<SeriesExhaustedError | undefined> {
    const { series } = call;
    const needed = (this.waiting ?? []).reduce((sum, { count }) => sum + count, 0) - this.blocks.size;
    const isLow = needed > 0 || this.blocks.size < this.reserve;
    this.block = fairBlock(series, this.lastGiven, this.blockSize);
    let wanted = isLow ? Math.max(needed, this.block) : 0;
    let exhausted: SeriesExhaustedError | undefined;
    for (;;) {
      const { minute, outcome, last } = await this.source.store.take(call, wanted);
      this.askedClockAt = this.source.clock.now();
      this.enter(minute);
      this.lastGiven = last;
      if (outcome === 'taken') {
        this.add(call, last, wanted);
        return exhausted;
      }
      const left = remainingFrom(series, followingNumber(series, last), series.highest);
      this.block = fairBlock(series, this.lastGiven, this.blockSize);
      wanted = Math.min(left, Math.max(needed, this.block));
      // Who waits for more than is fetched now may still find some.
      if (wanted === left)
        exhausted = new SeriesExhaustedError(
          series.name,
          minute.period.id,
          last,
          series.start,
          series.highest,
        );
    }
  }

  private add({ series, scope }: CounterCall, last: number, count: number): void {
    if (count === 0) return;
    const run = { first: last - (count - 1) * series.step, last };
    this.blocks.add(run);
    if (this.period !== undefined)
      warnNearTheEnd({ series, scope, period: this.period }, run.first, run.last);
  }
}
