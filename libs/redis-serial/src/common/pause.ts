import type { Clock } from './clock.js';

/** Resolves after `ms` milliseconds, or earlier when the signal aborts. Does not keep the process alive. */
export function pause(clock: Clock, ms: number, hurry?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      hurry?.removeEventListener('abort', end);
      resolve();
    };
    hurry?.addEventListener('abort', end);
    clock.later(ms, end);
  });
}
