import type { Clock } from '../../common/clock.js';
import type { Timers } from '../../common/timers.js';
import type { LockNames } from '../keys/lock-names.js';
import type { LockLostError } from '../lock.errors.js';

/** The release of a lock. */
export interface ReleaseOf<Lock> {
  readonly lock: Lock;
  /** How long the lock must stay taken after the release, in milliseconds; 0 or less for not at all. */
  readonly keepMs: number;
  /** When the release was first sent, on the process's own clock. */
  readonly since: number;
  /** Whether it was sent before, without a reply. */
  readonly isRepeated: boolean;
  /** Called with whether the lock was still held. */
  readonly settle: (released: boolean) => void;
  readonly fail: (error: unknown) => void;
}

/** The place where a lock was taken, and where it is released. */
export interface OwnerOf<Lock> {
  readonly names: LockNames;
  readonly clock: Clock;
  readonly timers: Timers;
  release(release: ReleaseOf<Lock>): void;
  /** Called when the lock is no longer held, whether released or lost. */
  ended(lock: Lock): void;
  /** Called when a fence of another lock was made to count for this one too. */
  fenceRaised(): void;
}

/** What a held lock needs of the rest of the library. */
export interface CallbacksOf<Lock> {
  extend(lock: Lock, leaseMs: number): Promise<boolean>;
  released(lock: Lock): void;
  lost(lock: Lock, error: LockLostError): void;
  releaseFailed(lock: Lock, error: unknown): void;
}
