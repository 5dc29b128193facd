import { EventSource } from '../common/event-source.js';
import type { Scope } from './pattern/pattern.js';

/** An event of a series. */
export interface SeriesEvent {
  /** The name of the series. */
  readonly series: string;
}

/** An event of one counter of a series. */
export interface ScopedEvent extends SeriesEvent {
  /** The values of the pattern's variables. */
  readonly scope: Scope;
}

/** Numbers that were given. */
export interface IssuedEvent extends ScopedEvent {
  /** The period whose counter gave them. */
  readonly period: string;
  /** The highest of them. */
  readonly value: number;
  /** How many. */
  readonly count: number;
  /** Whether an earlier call with the same idempotency key already got them. */
  readonly replayed: boolean;
  /** The share of the period's numbers that is used, 0 to 1; above 1 where a series has widened. */
  readonly used: number;
}

/** Calls that shared one script call. */
export interface GroupedEvent extends SeriesEvent {
  /** How many calls. */
  readonly calls: number;
  /** How many numbers they wanted. */
  readonly count: number;
}

/** A loss of data in Redis, or a restart or failover that may have been one. */
export interface LostEvent extends SeriesEvent {
  /** The key in Redis of what the counters of a shard share. */
  readonly counter: string;
  /** How many numbers that this process was told of were missing; 0 where nothing was lost that it knows of. */
  readonly missing: number;
}

/** What a loss of data in Redis came to. */
export interface RecoveredEvent extends SeriesEvent {
  /** The key in Redis of what the counters of a shard share; or of a counter of a gapless series. */
  readonly counter: string;
  /** Whether all processes were heard, so that nothing is left out and nothing can come twice. */
  readonly exact: boolean;
  /**
   * How many numbers each counter leaves out; absent where that depends on the counter (everything was lost that a
   * high-water store knows of), and for a gapless series, which asks what became of them.
   */
  readonly leftOut?: number;
  /** How many processes that issue said what they were given. */
  readonly heard: number;
  /** How many did not. */
  readonly unheard: number;
  /** Whether this process ended the recovery: of all that take part and tell of it, one. */
  readonly endedHere: boolean;
  /** Where `leftOut` is absent, the ceiling in the high-water store. */
  readonly above?: number;
}

/** Calls that waited together until their numbers were safe from a loss. */
export interface WaitedEvent extends SeriesEvent {
  /**
   * - `'fresh'`: this process has only just started, and nobody vouches for it.
   * - `'burst'`: they wanted more numbers than the ceiling allows.
   * - `'recovering'`: Redis had lost data, or knew nothing of the series.
   */
  readonly why: 'fresh' | 'burst' | 'recovering';
  /** For how long, in milliseconds. */
  readonly ms: number;
}

/** A reserved number that was confirmed or cancelled. */
export interface SettledEvent extends ScopedEvent {
  /** The number. */
  readonly text: string;
  /** The person or program that did it, if the call named one. */
  readonly actor: string | undefined;
  /** Why it was cancelled, if the call gave a reason. */
  readonly reason: string | undefined;
}

/** The events of the numbers that this process asks for. */
export interface SerialEventMap {
  /** Numbers were given. */
  readonly issued: IssuedEvent;
  /** Calls in mode `'strict'` shared one script call. */
  readonly grouped: GroupedEvent;
  /** The share of used numbers passed `warnAt`. */
  readonly nearEnd: IssuedEvent;
  /** A call found too few numbers left. */
  readonly exhausted: ScopedEvent & {
    /** Why. */
    readonly error: Error;
  };
  /** A call got no numbers for another reason. */
  readonly failed: ScopedEvent & {
    /** Why. */
    readonly error: unknown;
  };
  /** A number of mode `'gapless'` was confirmed. */
  readonly confirmed: SettledEvent;
  /** A number of mode `'gapless'` was cancelled. */
  readonly cancelled: SettledEvent;
  /** Redis may have lost data, and this process said what it was given: once for each loss and shard. */
  readonly lost: LostEvent;
  /** What came of it, also where another process ended the recovery. */
  readonly recovered: RecoveredEvent;
  /** Calls had to wait. */
  readonly waited: WaitedEvent;
}

/** Emits what happens to numbers. Inject it, and subscribe with `on`. */
export class SerialEvents extends EventSource<SerialEventMap> {}
