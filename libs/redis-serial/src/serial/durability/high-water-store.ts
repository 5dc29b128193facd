/**
 * Keeps, outside of what a Redis may lose, how far each counter may go. Both methods reject when the store can't be
 * reached; numbers then stop with a `RecoveryError` when they are needed.
 */
export interface HighWaterStore {
  /** The highest ceiling that was ever recorded for a counter; undefined when none was. */
  read(counter: string): Promise<number | undefined>;
  /** Resolves when the ceiling is on stable storage. A higher one that is recorded already stays. */
  raise(counter: string, ceiling: number): Promise<void>;
}
