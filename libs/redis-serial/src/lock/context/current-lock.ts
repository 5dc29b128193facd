import { AsyncLocalStorage } from 'node:async_hooks';
import { CombinedLock } from '../several-keys/combined-lock.js';
import { HeldLock, type LockCallbacks } from '../lease/held-lock.js';
import { ReenteredLock } from '../lease/reentered-lock.js';
import type { Lock } from '../lock.js';
import type { LockKind } from '../../lua/lock/queue-entry.record.js';

interface Under {
  readonly lock: Lock;
  readonly outer: Under | undefined;
}

const locks = new AsyncLocalStorage<Under>();

/**
 * Returns the innermost lock that the calling code runs under, or `undefined`.
 * @example
 * await locks.withLock('order:7', () => {
 *   console.log(currentLock()?.key); // 'order:7'
 * });
 */
export function currentLock(): Lock | undefined {
  return locks.getStore()?.lock;
}

/** Runs work with this lock as the current one, also in all that it calls and awaits. */
export function runUnder<T>(lock: Lock, work: () => T): T {
  return locks.run({ lock, outer: locks.getStore() }, work);
}

/**
 * Finds the lock on a key that the calling code already runs under, if it lets in this kind. Only a lock with these
 * callbacks counts: another app in the process has its own locks.
 */
export function heldHere(key: string, kind: LockKind, callbacks: LockCallbacks): HeldLock | undefined {
  for (let under = locks.getStore(); under; under = under.outer) {
    const held = heldLocksOf(under.lock).find(
      (lock) => lock.key === key && lock.callbacks === callbacks && lock.isValid,
    );
    // A writer may also read, but a reader may not write.
    if (held && (held.kind === kind || (held.kind === 'w' && kind === 'r'))) return held;
  }
  return undefined;
}

function heldLocksOf(lock: Lock): readonly HeldLock[] {
  if (lock instanceof CombinedLock)
    return lock.parts.map((part) => (part instanceof HeldLock ? part : part.held));
  if (lock instanceof ReenteredLock) return [lock.held];
  return lock instanceof HeldLock ? [lock] : [];
}
