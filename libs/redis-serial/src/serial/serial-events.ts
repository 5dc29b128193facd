import { EventSource } from '../common/event-source.js';
import type { Scope } from './pattern/pattern.js';

/** A series that something happens to. */
export interface SeriesEvent {
  /** Its name. */
  readonly series: string;
}

/** A counter that something happens to. */
export interface CounterEvent extends SeriesEvent {
  /** The values of the pattern's variables. */
  readonly scope: Scope;
}

/** Numbers that were given. */
export interface IssuedEvent extends CounterEvent {
  /** The period whose counter gave them. */
  readonly period: string;
  /** The highest of them. */
  readonly value: number;
  /** How many. */
  readonly count: number;
  /** Whether their idempotency key had been given them before. */
  readonly replayed: boolean;
  /** The share of the period's numbers that is used up, 0 to 1; above it where a series has widened. */
  readonly used: number;
}

/** Calls that went to Redis together. */
export interface GroupedEvent extends SeriesEvent {
  /** How many calls. */
  readonly calls: number;
  /** How many numbers they wanted. */
  readonly count: number;
}

/** Redis had lost numbers, and a counter went on above its recorded ceiling. */
export interface RecoveredEvent extends SeriesEvent {
  /** The counter's key in Redis. */
  readonly counter: string;
  /** The ceiling. */
  readonly above: number;
}

/** A reserved number that was confirmed or cancelled. */
export interface SettledEvent extends CounterEvent {
  /** The number. */
  readonly text: string;
  /** Who did it, where that was said. */
  readonly actor: string | undefined;
  /** Why it was cancelled, where that was said. */
  readonly reason: string | undefined;
}

/** What happens to the numbers that this process asks for. */
export interface SerialEventMap {
  /** Numbers were given. */
  readonly issued: IssuedEvent;
  /** Calls in mode `'strict'` went to Redis together. */
  readonly grouped: GroupedEvent;
  /** Numbers passed the share `warnAt` of those of their period. */
  readonly nearEnd: IssuedEvent;
  /** A call found too few numbers left. */
  readonly exhausted: CounterEvent & {
    /** Why. */
    readonly error: Error;
  };
  /** A call got no numbers for another reason. */
  readonly failed: CounterEvent & {
    /** Why. */
    readonly error: unknown;
  };
  /** A number of mode `'gapless'` was confirmed. */
  readonly confirmed: SettledEvent;
  /** A number of mode `'gapless'` was cancelled. */
  readonly cancelled: SettledEvent;
  /** A counter went on after Redis had lost numbers, by its high-water store. */
  readonly recovered: RecoveredEvent;
}

/** Tells what happens to numbers: inject it, and subscribe by `on`. */
export class SerialEvents extends EventSource<SerialEventMap> {}
