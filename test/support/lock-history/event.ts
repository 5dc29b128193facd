/** What a process did with a lock, or knew of it; each on a line of the history. */
export interface LockEvent {
  /**
   * `asks` and `waits` are written before and after a call is made, so that it came between them. `took`, `holds` and
   * `gives` are written only by a holder whose signal had not aborted just after `at`. `trip` is no call: it says how
   * late Redis's answers can be.
   */
  readonly event: 'asks' | 'waits' | 'took' | 'holds' | 'gives' | 'gave' | 'lost' | 'gaveUp' | 'trip';
  /** The monotonic clock that all processes of a machine share, in microseconds. */
  readonly at: number;
  readonly key: string;
  /** One call, from asking to giving back. */
  readonly call: string;
  /** `w` write, `r` read, or how many permits. */
  readonly kind: 'w' | 'r' | number;
  readonly fence?: number;
  readonly released?: boolean;
  readonly code?: string;
  /** Of a trip, in microseconds. */
  readonly took?: number;
}
