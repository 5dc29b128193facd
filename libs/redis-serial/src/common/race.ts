import { onAbort } from './abort-listeners.js';
import type { Clock } from './clock.js';
import { pause } from './pause.js';

/** Waits for a promise. When the signal aborts first, fails with the signal's reason; the promise itself goes on. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return await promise;
  // A caller that has given up does not get the failure of the promise either.
  if (signal.aborted) promise.catch(() => undefined);
  signal.throwIfAborted();
  let stopListening: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stopListening = onAbort(signal, () => {
      // The caller's own reason may be anything: AbortController.abort() takes any value.
      reject(signal.reason as Error);
    });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    stopListening?.();
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
