/** A number that nobody will use, and why. */
export interface VoidedNumber {
  /** The number. */
  readonly text: string;
  /** Why. */
  readonly reason: string;
  /** Who voided it, where that was said. */
  readonly actor: string | undefined;
  /** When, by the Redis server's clock. */
  readonly at: Date;
}

/** What became of the numbers of one period and scope. */
export interface AuditReport {
  /** How many are confirmed. */
  readonly confirmed: number;
  /** How many are reserved, or are to be asked about after a loss. */
  readonly pending: number;
  /** In the order of the numbers. */
  readonly voided: readonly VoidedNumber[];
  /** Those that were cancelled and are there for the next callers, lowest first. */
  readonly free: readonly string[];
  /** Those of which Redis knows nothing: none, unless its data were tampered with. */
  readonly missing: readonly string[];
  /** The period that was looked at. */
  readonly period: string;
}
