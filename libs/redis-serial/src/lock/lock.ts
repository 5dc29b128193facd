import type { Duration } from '../common/duration.js';

/** A lock that is held. */
export interface Lock {
  /** What is locked; several keys are joined by commas. */
  readonly key: string;
  /** Identifies the holder, also in another process: see `LockService.release` and `extend`. */
  readonly token: string;
  /**
   * Rises with every acquisition of the key. Let the resource refuse a fence lower than the highest one it has seen.
   */
  readonly fence: number;
  /** Aborts with a `LockLostError` when the lock can't be trusted any more: stop then. */
  readonly signal: AbortSignal;
  /** When the lease ends unless it is renewed, in milliseconds since 1970. */
  readonly expiresAt: number;
  /**
   * Renews the lease, with the same length or another one.
   * @throws {LockLostError} when the lock is no longer held.
   */
  extend(ttl?: Duration): Promise<void>;
  /** Releases the lock. Returns whether it was still held; later calls return false. */
  release(): Promise<boolean>;
  /** Releases the lock at the end of an `await using` block. Never throws, so the block's own error stays visible. */
  [Symbol.asyncDispose](): Promise<void>;
}
