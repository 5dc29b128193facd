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

/** A counter that went on above its recorded ceiling, since Redis had lost numbers. */
export interface RecoveredEvent extends SeriesEvent {
  /** The counter's key in Redis. */
  readonly counter: string;
  /** The ceiling. */
  readonly above: number;
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
  /** Redis had lost numbers, and a counter went on above the ceiling in its high-water store. */
  readonly recovered: RecoveredEvent;
}

/** Emits what happens to numbers. Inject it, and subscribe with `on`. */
export class SerialEvents extends EventSource<SerialEventMap> {}
