import type { LockLostError } from '../lock.errors.js';

/** Makes the abort controller of a lock; already aborted when the lock is lost. `check` checks whether it is lost. */
export function watchedController(lostBy: LockLostError | undefined, check: () => void): AbortController {
  const controller = new AbortController();
  if (lostBy) controller.abort(lostBy);
  else watch(controller.signal, check);
  return controller;
}

/**
 * Makes a signal call `check` before it tells whether it has aborted. A process that was paused runs what arrived
 * meanwhile before its timers; code that goes on then and looks at its signal must see that the lease is over.
 */
function watch(signal: AbortSignal, check: () => void): void {
  const throwIfAborted = signal.throwIfAborted.bind(signal);
  Object.defineProperties(signal, {
    aborted: {
      get: (): boolean => {
        check();
        return Reflect.get(AbortSignal.prototype, 'aborted', signal);
      },
    },
    reason: {
      get: (): unknown => {
        check();
        return Reflect.get(AbortSignal.prototype, 'reason', signal);
      },
    },
    throwIfAborted: {
      value: (): void => {
        check();
        throwIfAborted();
      },
    },
  });
}
