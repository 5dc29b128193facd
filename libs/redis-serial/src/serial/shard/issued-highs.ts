import type { ShardPeriod } from './shard-period.js';

interface Highs {
  readonly period: ShardPeriod;
  /** Where each counter's numbers stand in the lists. */
  readonly places: Map<string, number>;
  lasts: Float64Array;
  /** The shard's `n` when they were given. */
  stands: Float64Array;
}

const FIRST_SIZE = 4;

/**
 * The highest number that this process was given of each counter of a shard, and how many numbers the shard had given
 * by then: what it says after a loss. Small, since scopes can be many: two numbers and the scope's text for each.
 */
export class IssuedHighs {
  private readonly periods = new Map<string, Highs>();

  /** Takes note of numbers; `n` is the shard's after them. */
  given(period: ShardPeriod, field: string, last: number, n: number): void {
    const highs = this.highsOf(period);
    const place = highs.places.get(field);
    if (place === undefined) {
      append(highs, field, last, n);
      return;
    }
    highs.lasts[place] = Math.max(highs.lasts[place] ?? 0, last);
    highs.stands[place] = Math.max(highs.stands[place] ?? 0, n);
  }

  /** The numbers from one on were not used and went back. */
  givenBack(period: string, field: string, last: number): void {
    const highs = this.periods.get(period);
    const place = highs?.places.get(field);
    if (highs && place !== undefined) highs.lasts[place] = Math.min(highs.lasts[place] ?? last, last);
  }

  /** What was given after the shard's `n` was `base`, by period. */
  above(base: number): IssuedInPeriod[] {
    return [...this.periods.values()].flatMap(({ period, places, lasts, stands }) => {
      const counters = [...places]
        .filter(([, place]) => (stands[place] ?? 0) > base)
        .map(([field, place]): [string, number] => [field, lasts[place] ?? 0]);
      return counters.length > 0 ? [{ period, counters }] : [];
    });
  }

  /** Forgets periods in which nothing is given any more. */
  forgetClosed(now: number): void {
    for (const [id, { period }] of this.periods) if (period.closesAt < now) this.periods.delete(id);
  }

  private highsOf(period: ShardPeriod): Highs {
    const known = this.periods.get(period.id);
    if (known) return known;
    const highs = {
      period,
      places: new Map<string, number>(),
      lasts: new Float64Array(FIRST_SIZE),
      stands: new Float64Array(FIRST_SIZE),
    };
    this.periods.set(period.id, highs);
    return highs;
  }
}

/** What was given of the counters of a period: their fields, and the highest number of each. */
export interface IssuedInPeriod {
  readonly period: ShardPeriod;
  readonly counters: readonly (readonly [field: string, last: number])[];
}

function append(highs: Highs, field: string, last: number, n: number): void {
  const place = highs.places.size;
  if (place === highs.lasts.length) {
    highs.lasts = grown(highs.lasts);
    highs.stands = grown(highs.stands);
  }
  highs.places.set(field, place);
  highs.lasts[place] = last;
  highs.stands[place] = n;
}

function grown(values: Float64Array): Float64Array {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}
