/**
 * A signal that asks before it answers whether it has aborted. A process that was stopped runs what arrived meanwhile
 * before its timers: code that goes on then and looks at its signal must see that the lease is over.
 */
export function watchedSignal(signal: AbortSignal, check: () => void): AbortSignal {
  const throwIfAborted = signal.throwIfAborted.bind(signal);
  return Object.defineProperties(signal, {
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
