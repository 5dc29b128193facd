import { setTimeout as pause } from 'node:timers/promises';
import { unlessAborted } from '../../common/race.js';

// Random, so that those who wait together do not ask together.
const SHORTEST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 30;

/** What a waiter found: the thing itself, or for how long it will be someone else's at least. */
export type Attempt<T> = { readonly got: T } | { readonly heldForMs: number };

/** Asks again and again until it gets the thing or `waitMs` are over; then answers for how long it is still held. */
export async function poll<T>(
  waitMs: number,
  signal: AbortSignal | undefined,
  attempt: (mayWait: boolean) => Promise<Attempt<T>>,
): Promise<Attempt<T>> {
  const started = performance.now();
  for (;;) {
    const left = waitMs - (performance.now() - started);
    const found = await attempt(left > 0);
    const stillLeft = waitMs - (performance.now() - started);
    if ('got' in found || stillLeft <= 0) return found;
    const random = SHORTEST_PAUSE_MS + Math.random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS);
    await unlessAborted(pause(Math.min(random, stillLeft, Math.max(1, found.heldForMs))), signal);
  }
}
