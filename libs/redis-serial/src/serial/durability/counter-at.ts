import type { Series } from '../series.js';

/** One counter of a series: that of a period and a scope. */
export interface CounterAt {
  readonly series: Series;
  readonly key: string;
  /** What it stands at before its first number. */
  readonly base: number;
  /** When its period is closed for good, in ms since 1970. */
  readonly closesAt: number;
  readonly expiresAt: number | 'never';
}
