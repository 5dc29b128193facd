import type { CalendarMinute } from '../period/series-calendar.js';

/** The counters of one period in a shard. */
export interface ShardPeriod {
  /** The period's name. */
  readonly id: string;
  /** The key of its counters. */
  readonly hash: string;
  /** When they go away, in ms since 1970. */
  readonly expiresAt: number | 'never';
  /** When the period begins, in ms since 1970. */
  readonly beginsAt: number;
  /** From when on no number of it is given, in ms since 1970. */
  readonly closesAt: number;
}

// How long counters outlive their period's closing: servers whose clocks differ by less never begin a period again.
const CLOCKS_DIFFER_MS = 86_400_000;

/** An instant that never comes, in ms since 1970. */
export const END_OF_TIME_MS = 8.64e15;

/** When the counters of a minute's period begin, close and go away. */
export function boundsOf(
  { period }: CalendarMinute,
  retentionMs: number,
): Pick<ShardPeriod, 'expiresAt' | 'beginsAt' | 'closesAt'> {
  const closesAt = period.to + retentionMs;
  const isForEver = !Number.isFinite(closesAt) || closesAt >= END_OF_TIME_MS;
  return {
    expiresAt: isForEver ? 'never' : closesAt + CLOCKS_DIFFER_MS,
    beginsAt: Number.isFinite(period.from) ? period.from : 0,
    closesAt: isForEver ? END_OF_TIME_MS : closesAt,
  };
}
