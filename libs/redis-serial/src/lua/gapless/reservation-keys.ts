/**
 * Where the reservations of one counter lie, and what became of them. None outlives the counter. In the counter's own
 * hash stand also `accounted`, the highest number that is in any of these, and `ledgerRun`, the incarnation of the
 * server that wrote to them last.
 */
export interface ReservationKeys {
  readonly counter: string;
  /** A sorted set: when the lease of each number ends; see `reservation.record.ts`. */
  readonly pending: string;
  /** A hash: whose each number is; see `reservation.record.ts`. */
  readonly reserved: string;
  /** A sorted set of what was cancelled, lowest first; see `free.record.ts`. */
  readonly free: string;
  /** A hash of what nobody will use; see `voided.record.ts`. */
  readonly voided: string;
  /** A bit for each number that is used; see `confirmed.record.ts`. */
  readonly confirmed: string;
  /** A sorted set of ranges of which Redis lost what became of them; see `lost.record.ts`. */
  readonly lost: string;
}
