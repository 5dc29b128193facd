import type { Timers } from '../../common/timers.js';
import type { HeldLock, LockOwner } from '../lease/held-lock.js';
import type { Lease } from '../lease/lease.js';
import type { LockNames } from '../keys/lock-names.js';
import type { LockStore } from '../store/lock-store.js';
import type { Waiter } from './waiter.js';

/** What a wait queue needs of the rest of the library. */
export interface WaitQueueContext {
  readonly store: LockStore;
  readonly timers: Timers;
  readonly commandTimeoutMs: number;
  /** Whether this process would be told that it was granted a lock. */
  readonly isSubscribed: boolean;
  /** Whether it will be told in a moment; till then it stands in no queue. */
  readonly isComing: boolean;
  /** Sees to it that it is told; the wait queues look again when it is. */
  listen(): void;
  /** Why nobody may wait any more. */
  readonly refusal: Error | undefined;
  /** Whether no more locks are given at all. */
  readonly isClosed: boolean;
  /** Makes a lock of what was taken. */
  hold(waiter: Waiter, owner: LockOwner, fence: number, takenAt: number, lease: Lease): HeldLock;
  /** Gives back what a token may hold that nobody uses. */
  giveUp(names: LockNames, token: string, forMs: number, keepMs?: number): void;
  /** Nobody holds the lock or waits for it here any more. */
  retired(waitQueue: LockOwner): void;
}
