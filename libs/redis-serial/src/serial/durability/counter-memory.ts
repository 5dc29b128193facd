import type { Series } from '../series.js';
import type { CounterAt } from './counter-at.js';

// A counter jumps past what may have been given in so long: a replica that is further behind is no replica.
const COVERED_SECONDS = 5;
const LEAST = 1_000;
const WINDOW_MS = 1_000;

// Others may get faster by that much from one reply to the next; how fast they go they learn by themselves.
const FASTER = 4;
const SHORT_MS = 125;

// More than a process works with at a time. What is forgotten is only not defended by this process.
const MOST_COUNTERS = 50_000;

interface Seen {
  readonly counter: CounterAt;
  highest: number;
  /** When it last heard of the counter, by the server's clock in ms. */
  at: number;
  windowFrom: number;
  windowAt: number;
}

/** A counter of which this process was given numbers. */
export interface KnownCounter {
  readonly counter: CounterAt;
  readonly highest: number;
}

/**
 * What this process knows of counters by itself, whatever Redis has lost: the highest number it was given, and how fast
 * they went.
 */
export class CounterMemory {
  private readonly counters = new Map<string, Seen>();
  /** For each series, the most numbers in a second, over all processes. */
  private readonly rates = new Map<string, number>();

  /** The highest number of a counter that this process was given; undefined when it was given none. */
  highest(counter: string): number | undefined {
    return this.counters.get(counter)?.highest;
  }

  /** The counters of a series, or of all, of which this process was given numbers that it may need to defend. */
  known(series?: string): KnownCounter[] {
    return [...this.counters.values()]
      .filter(({ counter }) => series === undefined || counter.series.name === series)
      .map(({ counter, highest }) => ({ counter, highest }));
  }

  /** How far a counter must jump to be past what was given in the last seconds, at least: a number of numbers. */
  skipFor({ name }: Series): number {
    const seen = (this.rates.get(name) ?? 0) * COVERED_SECONDS;
    // A power of two, so that it changes seldom.
    return seen <= LEAST ? LEAST : 2 ** Math.ceil(Math.log2(seen));
  }

  /** Takes note of numbers that this process was given: how many, the highest, and the server's clock in ms. */
  given(counter: CounterAt, count: number, last: number, now: number): void {
    const { series, key } = counter;
    const seen = this.counters.get(key);
    if (!seen) {
      if (this.counters.size >= MOST_COUNTERS) this.forgetOne();
      this.counters.set(key, { counter, highest: last, at: now, windowFrom: last, windowAt: now });
      return;
    }
    const rate = this.rates.get(series.name) ?? 0;
    const others = (last - seen.highest) / series.step - count;
    // What grew by that much at once without this process's doing has jumped after a loss: that is no rate.
    const mayBe = (FASTER * Math.max(rate, LEAST) * Math.max(now - seen.at, SHORT_MS)) / 1_000;
    if (others > mayBe) seen.windowFrom += others * series.step;
    seen.highest = Math.max(seen.highest, last);
    seen.at = now;
    const elapsed = now - seen.windowAt;
    const grown = (last - seen.windowFrom) / series.step;
    const perSecond = elapsed > WINDOW_MS ? (grown * 1_000) / elapsed : grown;
    if (perSecond > rate) this.rates.set(series.name, perSecond);
    if (elapsed < WINDOW_MS) return;
    seen.windowFrom = last;
    seen.windowAt = now;
  }

  /** Numbers from this one on were not used and went back. */
  givenBack({ step }: Series, counter: string, first: number): void {
    const seen = this.counters.get(counter);
    if (!seen) return;
    seen.highest = Math.min(seen.highest, first - step);
    seen.windowFrom = Math.min(seen.windowFrom, seen.highest);
  }

  private forgetOne(): void {
    for (const counter of this.counters.keys()) {
      this.counters.delete(counter);
      return;
    }
  }
}
