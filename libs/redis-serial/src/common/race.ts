import type { Clock } from './clock.js';
import { pause } from './pause.js';

/** Waits for a promise. When the signal aborts first, fails with the signal's reason; the promise itself goes on. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return await promise;
  // A caller that has given up does not get the failure of the promise either.
  if (signal.aborted) promise.catch(() => undefined);
  signal.throwIfAborted();
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      // The caller's own reason may be anything: AbortController.abort() takes any value.
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}

/** Waits for a promise for at most `timeoutMs`, then fails; the promise itself goes on. */
export async function within<T>(clock: Clock, timeoutMs: number, promise: Promise<T>): Promise<T> {
  let cancel: (() => void) | undefined;
  const overdue = new Promise<never>((_, reject) => {
    cancel = clock.after(timeoutMs, () => {
      reject(new Error(`there was no answer within ${timeoutMs} ms`));
    });
  });
  try {
    return await Promise.race([promise, overdue]);
  } finally {
    cancel?.();
  }
}

/** Waits until a promise has settled or `ms` have passed. Does not keep the process alive. */
export async function atMost(clock: Clock, ms: number, promise: Promise<unknown>): Promise<void> {
  await Promise.race([promise, pause(clock, ms)]);
}
