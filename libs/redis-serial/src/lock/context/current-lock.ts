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

/** The innermost lock that the calling code runs under, or `undefined`. */
export function currentLock(): Lock | undefined {
  return locks.getStore()?.lock;
}

/** Runs work so that it, and all that it calls and awaits, sees the lock as its current one. */
export function runUnder<T>(lock: Lock, work: () => T): T {
  return locks.run({ lock, outer: locks.getStore() }, work);
}

/**
 * The lock on a key that the calling code runs under and that lets in one of this kind, if there is one and this
 * callbacks gave it: another app in the process has locks of its own.
 */
export function heldHere(key: string, kind: LockKind, callbacks: LockCallbacks): HeldLock | undefined {
  for (let under = locks.getStore(); under; under = under.outer) {
    const held = heldLocksOf(under.lock).find(
      (lock) => lock.key === key && lock.callbacks === callbacks && lock.isValid,
    );
    // Who may write may read as well, but not the other way round.
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
