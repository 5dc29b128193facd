import { onAbort } from './abort-listeners.js';
import type { Clock } from './clock.js';

/** Resolves after `ms` milliseconds, or earlier when the signal aborts. Does not keep the process alive. */
export function pause(clock: Clock, ms: number, hurry?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stopListening = hurry && onAbort(hurry, resolve);
    clock.later(ms, () => {
      stopListening?.();
      resolve();
    });
  });
}
