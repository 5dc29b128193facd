import type { Spread } from '../statistics.js';

/** One line of the report. */
export interface Row {
  /** The case's title. */
  readonly title: string;
  readonly contestant: string;
  /** Whether the contestant is this project's. */
  readonly ours: boolean;
  readonly figure: string;
  /** The CPU that each one took, such as `7 + 3.6 µs`: this process's and the servers'. */
  readonly cost?: string;
  /** The contestant that counts as 1, where there is one. */
  readonly base?: string;
  /** How many times as much as the base, taken round by round. */
  readonly ratio?: Spread;
  readonly verdicts: readonly Verdict[];
}

/** A target and what came of it. */
export interface Verdict {
  readonly target: string;
  readonly reached: string;
  readonly met: boolean;
}

/** The verdict on a figure that is to stay at or below a bound. */
export function atMost(most: number, reached: number, written: (figure: number) => string): Verdict {
  return { target: `at most ${written(most)}`, reached: written(reached), met: reached <= most };
}
