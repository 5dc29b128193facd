import type { Clock } from './clock.js';
import { pause } from './pause.js';

/** Waits for a promise until the signal aborts, then fails with the signal's reason; the promise itself goes on. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return await promise;
  // Who has given up does not hear of its failure either.
  if (signal.aborted) promise.catch(() => undefined);
  signal.throwIfAborted();
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      // The caller's own reason, whatever it is: AbortController.abort() takes anything.
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

/** Waits for a promise for so long at most, then fails; the promise itself goes on. */
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

/** Waits for a promise for so long at most, whether or not it has settled by then; does not keep the process alive. */
export async function atMost(clock: Clock, ms: number, promise: Promise<unknown>): Promise<void> {
  await Promise.race([promise, pause(clock, ms)]);
}
