import type { Duration } from '../common/duration.js';
import type { Scope } from './pattern/pattern.js';
import type { ScopeOf, ScopeValue } from './scope.js';
import type { Series } from './series.js';

/** A series, or the name it was declared under. */
export type SeriesRef<Variables extends string = string> = Series<Variables> | string;

/** What a call may say. */
export interface SerialOptions {
  /** Values for the variables of the pattern; each has a counter of its own. */
  readonly scope?: Readonly<Record<string, ScopeValue>>;
  /**
   * Names what the number is for: for `idempotencyTtl` the same key answers the same number again, also when calls
   * race. 1 to 512 characters, the same for one thing and another for every other in the series.
   */
  readonly idempotencyKey?: string | undefined;
  /** Numbers a document of another date: an instant in the period, in ms since 1970 if it is a number. */
  readonly at?: Date | number | undefined;
  /** Gives up waiting; a number taken by then is left out. */
  readonly signal?: AbortSignal | undefined;
}

/** What a call may say that takes no number. */
export type ReadOptions = Omit<SerialOptions, 'idempotencyKey'>;

/** What a reservation may say. */
export interface ReserveOptions extends SerialOptions {
  /**
   * How long the number stays reserved that is neither confirmed nor cancelled.
   * @defaultValue what the series says: 5 minutes
   */
  readonly lease?: Duration | undefined;
}

/** Who confirms a number. */
export interface ConfirmOptions {
  /** A person or program, told to those who listen to `SerialEvents`. */
  readonly actor?: string | undefined;
}

/** Who cancels a number, and why; both are kept beside a number that is voided. */
export interface CancelOptions extends ConfirmOptions {
  /** Why. */
  readonly reason?: string | undefined;
}

/** Which numbers are voided, why and by whom. */
export interface VoidFreeOptions extends ReadOptions, CancelOptions {}

/** The options of a call: `scope` is required, and spelt right, where the compiler knows the pattern's variables. */
export type CallOptions<Variables extends string, Options extends SerialOptions = SerialOptions> = [
  Variables,
] extends [never]
  ? [options?: Omit<Options, 'scope'> & NoScope]
  : string extends Variables
    ? [options?: Options]
    : [options: Omit<Options, 'scope'> & RequiredScope<Variables>];

interface NoScope {
  /** None: the pattern has no variables. */
  readonly scope?: Readonly<Record<string, never>>;
}

interface RequiredScope<Variables extends string> {
  /** A value for each variable of the pattern. */
  readonly scope: ScopeOf<Variables>;
}

/** A number with all that is known of it. */
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
  /** The instant, by the Redis server's clock, that decided period and text. */
  readonly issuedAt: Date;
  /** Whether an earlier call with the same idempotency key had been given this number. */
  readonly replayed: boolean;
}

/** Where a series stands in the present period. */
export interface SeriesState {
  /** The highest number given so far; below `start` by one step where none was. */
  readonly value: number;
  /** What the next number would look like now; absent when there is none left. */
  readonly next: string | undefined;
  /** How many numbers are left. */
  readonly remaining: number;
  /** How many numbers a whole period has. */
  readonly capacity: number;
  /** The period whose counter it is, such as `2026-11-23`; `all` where the counter never begins again. */
  readonly period: string;
  /** Numbers that are reserved and neither confirmed nor cancelled. */
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
