/**
 * Keeps, outside of what a Redis may lose, how far each counter may go. All methods reject when the store can't be
 * reached; numbers then stop with a `RecoveryError` when they are needed.
 */
export interface HighWaterStore {
  /** The highest ceiling that was ever recorded for a counter; undefined when none was. */
  read(counter: string): Promise<number | undefined>;
  /** Resolves when the ceiling is on stable storage. A higher one that is recorded already stays. */
  raise(counter: string, ceiling: number): Promise<void>;
  /**
   * Adds so many to a counter's ceiling, which is 0 before, in one step with no other between, and answers the new one
   * when it is on stable storage: all above the old one is the caller's alone. It makes numbers safe on servers whose
   * scripts may not call INFO.
   */
  claim?(counter: string, count: number): Promise<number>;
  /**
   * Removes the records of periods that were closed by then, and answers how many those were. A record `closes/<name>`
   * says when the period of `<name>` and of all `<name>/…` is closed, in ms since 1970. All others stay: a counter of
   * which Redis loses all, and the store knows nothing, would begin anew.
   */
  prune?(before: Date): Promise<number>;
}
