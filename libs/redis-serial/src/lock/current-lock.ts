import { AsyncLocalStorage } from 'node:async_hooks';
import type { Lock } from './lock.js';

const locks = new AsyncLocalStorage<Lock>();

/** The innermost lock that the calling code runs under, or `undefined`. */
export function currentLock(): Lock | undefined {
  return locks.getStore();
}

/** Runs work so that it, and all that it calls and awaits, sees the lock as its current one. */
export function runUnder<T>(lock: Lock, work: () => T): T {
  return locks.run(lock, work);
}
