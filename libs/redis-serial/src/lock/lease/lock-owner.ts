import type { Clock } from '../../common/clock.js';
import type { Timers } from '../../common/timers.js';
import type { LockNames } from '../keys/lock-names.js';
import type { LockLostError } from '../lock.errors.js';

/** A lock on its way back. */
export interface ReleaseOf<Lock> {
  readonly lock: Lock;
  /** How long it is to stay taken, in milliseconds; not at all for 0 or less. */
  readonly keepMs: number;
  /** When it was first sent off, by the process's own clock. */
  readonly since: number;
  /** Whether it was sent before, with an answer that never came. */
  readonly isRepeated: boolean;
  /** Hears whether it was still held. */
  readonly settle: (released: boolean) => void;
  readonly fail: (error: unknown) => void;
}

/** Where a lock was taken, and is given back to. */
export interface OwnerOf<Lock> {
  readonly names: LockNames;
  readonly clock: Clock;
  readonly timers: Timers;
  release(release: ReleaseOf<Lock>): void;
  /** It is held no more, whether given back or lost. */
  ended(lock: Lock): void;
  /** Somebody else gave a fence that stands for this lock too. */
  fenceRaised(): void;
}

/** What the holder of a lock needs of the rest of the library. */
export interface CallbacksOf<Lock> {
  extend(lock: Lock, leaseMs: number): Promise<boolean>;
  released(lock: Lock): void;
  lost(lock: Lock, error: LockLostError): void;
  releaseFailed(lock: Lock, error: unknown): void;
}
