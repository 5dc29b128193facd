import type { Duration } from '../common/duration.js';
import type { Scope } from './pattern/pattern.js';
import type { ScopeOf, ScopeValue } from './scope.js';
import type { Series } from './series.js';

/** A series, or its name. */
export type SeriesRef<Variables extends string = string> = Series<Variables> | string;

/** Options of a call that takes numbers. */
export interface SerialOptions {
  /** Values for the variables of the pattern. Each combination of values has its own counter. */
  readonly scope?: Readonly<Record<string, ScopeValue>>;
  /**
   * Names what the number is for. The same key gets the same number again during `idempotencyTtl`, also when calls
   * race. 1 to 512 characters; use a different key for each thing that is numbered in the series.
   */
  readonly idempotencyKey?: string | undefined;
  /** Numbers a document of another date: any instant in its period, as a `Date` or in milliseconds since 1970. */
  readonly at?: Date | number | undefined;
  /** Stops waiting when it aborts; a number that was already taken is left out. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of a call that takes no number. */
export type ReadOptions = Omit<SerialOptions, 'idempotencyKey'>;

/** Options of a reservation. */
export interface ReserveOptions extends SerialOptions {
  /**
   * How long the number stays reserved if it is neither confirmed nor cancelled.
   * @defaultValue the series' `gapless.lease`, which is 5 minutes by default
   */
  readonly lease?: Duration | undefined;
}

/** Options of a confirmation. */
export interface ConfirmOptions {
  /** The person or program that acts; passed on to the listeners of `SerialEvents`. */
  readonly actor?: string | undefined;
}

/** Options of a cancellation. A number that becomes void keeps the actor and the reason. */
export interface CancelOptions extends ConfirmOptions {
  /** The reason. */
  readonly reason?: string | undefined;
}

/** Options of `voidFree`: which numbers, why and by whom. */
export interface VoidFreeOptions extends ReadOptions, CancelOptions {}

/**
 * The options of a call. Where the compiler knows the pattern's variables, `scope` is required and its names are
 * checked.
 */
export type CallOptions<Variables extends string, Options extends SerialOptions = SerialOptions> = [
  Variables,
] extends [never]
  ? [options?: Omit<Options, 'scope'> & NoScope]
  : string extends Variables
    ? [options?: Options]
    : [options: Omit<Options, 'scope'> & RequiredScope<Variables>];

interface NoScope {
  /** The pattern has no variables. */
  readonly scope?: Readonly<Record<string, never>>;
}

interface RequiredScope<Variables extends string> {
  /** A value for each variable of the pattern. */
  readonly scope: ScopeOf<Variables>;
}

/** A number and everything that is known about it. */
export interface IssuedSerial {
  /** The number as people read it. */
  readonly text: string;
  /** The counter's value in it. */
  readonly value: number;
  /** The name of its series. */
  readonly series: string;
  /** The values of the pattern's variables, as they stand in the text. */
  readonly scope: Scope;
  /** The period whose counter gave it, such as `2026-11-23`; `all` where the counter never begins again. */
  readonly period: string;
  /** The instant on the Redis server's clock that decided the period and the text. */
  readonly issuedAt: Date;
  /** Whether an earlier call with the same idempotency key already got this number. */
  readonly replayed: boolean;
}

/** Where a counter stands in the present period. */
export interface SeriesState {
  /** The highest number given so far; one step below `start` when none was given. */
  readonly value: number;
  /** The text that the next number would have now; `undefined` when none is left. */
  readonly next: string | undefined;
  /** How many numbers are left. */
  readonly remaining: number;
  /** How many numbers a whole period has. */
  readonly capacity: number;
  /** The period whose counter it is, such as `2026-11-23`; `all` where the counter never begins again. */
  readonly period: string;
  /** How many numbers are reserved and neither confirmed nor cancelled. */
  readonly pending: number;
}

/** What a number's text says. */
export interface ParsedSerial {
  /** The counter's value in it. */
  readonly value: number;
  /** The values of the pattern's variables. */
  readonly scope: Scope;
  /** The period whose counter gave it, such as `2026-11-23`; `all` where the counter never begins again. */
  readonly period: string;
  /** When its period begins; absent where the counter never begins again. */
  readonly from?: Date;
  /** The first instant after its period. */
  readonly to?: Date;
}
