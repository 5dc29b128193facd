import type { SeriesDefinition } from 'nestjs-redis-serial';

export type DurabilityLevel = 'none' | 'fenced' | 'highWater';
export type IssuingMode = 'strict' | 'buffered';

/** What processes issue, and where. */
export interface Issuing {
  readonly connection: unknown;
  readonly mode: IssuingMode;
  readonly durability: DurabilityLevel;
  /** Where ceilings are recorded, and under what prefix. */
  readonly store: { readonly url: string; readonly keyPrefix: string };
}

/** How one process issues. */
export interface Work {
  /** How many callers it has; 8 by default. */
  readonly callers?: number;
  /**
   * As fast as it can by default; `waiting` takes one number, and goes on when it is told to begin; `idle` takes one of
   * each counter.
   */
  readonly pace?: 'fast' | 'slow' | 'rising' | 'waiting' | 'idle';
  /** How many counters it takes from, each in turn; by default the series has but one. */
  readonly counters?: number;
  /** What the series is otherwise. */
  readonly series?: Partial<SeriesDefinition>;
}

/** What a process tells. */
export interface Report {
  readonly runs: readonly (readonly [counter: string, first: number, last: number])[];
  /** It has issued many numbers at once, as it was told to. */
  readonly burst?: boolean;
  /** Redis knows the series otherwise. */
  readonly refused?: boolean;
  readonly failures?: number;
  readonly longestPauseMs?: number;
  readonly done?: boolean;
}

/** What processes saw of a fault. */
export interface Seen {
  readonly failures: number;
  /** For how long the process that had to wait least was given no number. */
  readonly pauseMs: number;
}
