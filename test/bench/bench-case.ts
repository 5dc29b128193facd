import type { Row } from './report/row.js';

/** Something that is measured: contestants that take turns, and what came of them. */
export interface BenchCase {
  readonly title: string;
  /** How many rounds are enough: 1 for what does not vary, which is not warmed up either. @defaultValue all */
  readonly atMost?: number;
  readonly trials: readonly Trial[];
  /** What was measured until now. */
  rows(): readonly Row[];
}

/** One contestant's turn. */
export interface Trial {
  /** Runs and keeps nothing, so that the first round finds compiled code and open connections. */
  warmUp(seconds: number): Promise<unknown>;
  measure(seconds: number): Promise<void>;
}
