import { pause } from '../../common/race.js';
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
  for (;;) {
    try {
      return (await store.replace(names, from.token, to.token, to.fence)) ? 'changed' : 'lost';
    } catch (error) {
      if (!isPassing(error) || store.clock.now() > until) throw error;
    }
    await pause(store.clock, AFTER_TROUBLE_MS);
  }
}
