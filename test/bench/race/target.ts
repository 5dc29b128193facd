import { factor, rate } from '../report/figures.js';
import type { Verdict } from '../report/row.js';
import { spreadOf } from '../statistics.js';

/** What a contestant is to reach. */
export interface Target {
  readonly contestant: string;
  /** How many a second, or how many times as many as another contestant. */
  readonly atLeast: number;
  /** The contestant it is compared with. @defaultValue none */
  readonly times?: string;
}

/** What each contestant reached, round by round. */
export type Rates = ReadonlyMap<string, readonly number[]>;

/** How many times as many one contestant got as another, round by round. */
export function ratios(rates: Rates, contestant: string, base: string): readonly number[] {
  const bases = rates.get(base) ?? [];
  return (rates.get(contestant) ?? []).map((reached, round) => reached / (bases[round] ?? Number.NaN));
}

export function judge(rates: Rates, { contestant, atLeast, times }: Target): Verdict {
  if (times === undefined) {
    const reached = spreadOf(rates.get(contestant) ?? []).median;
    return { target: `at least ${rate(atLeast)}`, reached: rate(reached), met: reached >= atLeast };
  }
  const reached = spreadOf(ratios(rates, contestant, times)).median;
  return {
    target: `at least ${factor(atLeast)} ${times}`,
    reached: factor(reached),
    met: reached >= atLeast,
  };
}
