import type { LockLostError } from '../lock.errors.js';

/** Aborts for a lock when it is lost, if it is not lost already; `check` looks whether it is. */
export function watchedController(lostBy: LockLostError | undefined, check: () => void): AbortController {
  const controller = new AbortController();
  if (lostBy) controller.abort(lostBy);
  else watch(controller.signal, check);
  return controller;
}

/**
 * Lets a signal ask before it answers whether it has aborted. A process that was stopped runs what arrived meanwhile
 * before its timers: code that goes on then and looks at its signal must see that the lease is over.
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
