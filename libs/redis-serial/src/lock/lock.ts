import type { Duration } from '../common/duration.js';

/** A lock that is held. */
export interface Lock {
  /** What is locked; of several keys, all of them joined by commas. */
  readonly key: string;
  /** Proves that one holds it, also from another process: see `LockService.release` and `extend`. */
  readonly token: string;
  /** Rises with every acquisition of the key; let the resource refuse what comes with a lower one than it has seen. */
  readonly fence: number;
  /** Aborts with a `LockLostError` when the lock can't be trusted any more: stop then. */
  readonly signal: AbortSignal;
  /** When the lease ends if it is not renewed, in milliseconds since 1970. */
  readonly expiresAt: number;
  /**
   * Begins the lease anew.
   * @throws {LockLostError} when the lock is held no more.
   */
  extend(ttl?: Duration): Promise<void>;
  /** Gives the lock back and says whether it was still held; once it was, later calls answer false. */
  release(): Promise<boolean>;
  /** Gives the lock back at the end of an `await using` block; never throws over the block's own error. */
  [Symbol.asyncDispose](): Promise<void>;
}
