import { retryUntil } from '../../common/retry-until.js';
import type { LockNames } from '../keys/lock-names.js';
import type { LockStore } from '../store/lock-store.js';
import { isPassing } from '../../redis/reply-failure.js';
import type { LocalHandoff } from './local-handoff.js';
import { AFTER_TROUBLE_MS } from './outage-timer.js';

/**
 * Tells Redis that a lock has gone from one waiter of this process to the next. Answers whether all was as known there;
 * if not, somebody else waits now, or the lock was lost.
 */
export async function reportHandOver(
  store: LockStore,
  names: LockNames,
  from: LocalHandoff,
  to: LocalHandoff,
  patienceMs: number,
): Promise<'as known' | 'changed' | 'lost'> {
  const until = store.clock.now() + patienceMs;
  try {
    if (await store.handOff(names, from.text, to.text)) return 'as known';
  } catch (error) {
    // It may have been heard: from here on the same is said in a way that can be repeated.
    if (!isPassing(error)) throw error;
  }
  const replaced = await retryUntil(() => store.replace(names, from.token, to.token, to.fence), {
    clock: store.clock,
    until,
    everyMs: AFTER_TROUBLE_MS,
    mayPass: isPassing,
  });
  return replaced ? 'changed' : 'lost';
}
