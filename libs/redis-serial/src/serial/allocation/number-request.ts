import type { Scope } from '../pattern/pattern.js';
import type { CalendarMinute } from '../period/series-calendar.js';
import type { Series } from '../series.js';

/** Which counter a call means. */
export interface CounterCall {
  readonly series: Series;
  readonly scope: Scope;
  /** Names series and scope in this process; the same for no other. */
  readonly id: string;
  /** What its counter is called in its shard. */
  readonly field: string;
  /** The instant that decides period and text, in ms since 1970; absent for the server's present one. */
  readonly at: number | undefined;
  /** How its numbers of the last minute were written. */
  writing: Writing | undefined;
}

/** How the numbers of one scope are written in one minute. */
export interface Writing {
  readonly minute: CalendarMinute;
  /** An instant in it; it decides the texts of seconds, where they are shown. */
  readonly textAt: number;
  readonly write: (value: number) => string;
}

/** What numbers that are given together have in common. */
export interface Batch {
  readonly series: Series;
  readonly scope: Scope;
  readonly period: string;
  /** The minute that their text shows. */
  readonly minute: CalendarMinute;
  /** The instant that their text shows, in ms since 1970. */
  readonly textAt: number;
  /** When they were given, by the server's clock, in ms since 1970. */
  readonly issuedAt: number;
  readonly replayed: boolean;
  /** The text of one of them. */
  write(value: number): string;
}

/** Somebody who waits for numbers. */
export interface NumberRequest {
  readonly count: number;
  readonly idempotencyKey: string | undefined;
  /** Whether it has given up waiting, so that no number need be taken for it. */
  readonly abandoned: boolean;
  /** Hands over a run of consecutive numbers; as many runs as it takes to make up `count`. */
  give(batch: Batch, first: number, count: number): void;
  fail(error: unknown): void;
}

/** Hands out the numbers of a series. */
export interface Allocator {
  take(call: CounterCall, request: NumberRequest): void;
}
