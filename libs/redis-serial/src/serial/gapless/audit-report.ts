/** A void number, which nobody will use, and why. */
export interface VoidedNumber {
  /** The number. */
  readonly text: string;
  /** Why. */
  readonly reason: string;
  /** Who voided it, if the call named somebody. */
  readonly actor: string | undefined;
  /** When it was voided, on the Redis server's clock. */
  readonly at: Date;
}

/** What became of the numbers of one period and scope. */
export interface AuditReport {
  /** How many are confirmed. */
  readonly confirmed: number;
  /** How many are reserved, or were lost and wait for the answer of `isUsed`. */
  readonly pending: number;
  /** The void numbers, lowest first. */
  readonly voided: readonly VoidedNumber[];
  /** The cancelled numbers that the next callers get, lowest first. */
  readonly free: readonly string[];
  /** The numbers that Redis knows nothing about. There are none, unless somebody tampered with its data. */
  readonly missing: readonly string[];
  /** The period of the report. */
  readonly period: string;
}
