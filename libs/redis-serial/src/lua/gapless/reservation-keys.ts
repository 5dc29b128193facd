/**
 * The keys of the reservations of one counter, and of what became of them. None outlives the counter. The counter's own
 * hash also has `accounted`, the highest number that is in any of these keys, and `ledgerRun`, the incarnation of the
 * server that wrote to them last.
 */
export interface ReservationKeys {
  readonly counter: string;
  /** A sorted set of when the lease of each number ends; see `reservation.record.ts`. */
  readonly pending: string;
  /** A hash of who reserved each number; see `reservation.record.ts`. */
  readonly reserved: string;
  /** A sorted set of the free numbers, lowest first; see `free.record.ts`. */
  readonly free: string;
  /** A hash of the void numbers; see `voided.record.ts`. */
  readonly voided: string;
  /** A bit for each used number; see `confirmed.record.ts`. */
  readonly confirmed: string;
  /** A sorted set of the ranges of lost numbers; see `lost.record.ts`. */
  readonly lost: string;
}
