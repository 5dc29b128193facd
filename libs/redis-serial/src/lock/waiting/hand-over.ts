import { retryUntil } from '../../common/retry-until.js';
import { isPassing } from '../../redis/reply-failure.js';
import type { LockNames } from '../keys/lock-names.js';
import type { HeldLock, Release } from '../lease/held-lock.js';
import type { LockStore } from '../store/lock-store.js';
import type { LocalHandoff } from './local-handoff.js';
import { AFTER_TROUBLE_MS } from './outage-timer.js';
import type { WaitQueueContext } from './wait-queue-context.js';

/** A lock that has gone from one waiter of this process to the next. */
export interface HandOver {
  readonly names: LockNames;
  readonly release: Release;
  readonly from: LocalHandoff;
  readonly to: LocalHandoff;
  /** Who has it now. */
  readonly taker: HeldLock | undefined;
}

/**
 * Tells Redis of a lock that was handed over, and all who rely on it if it was lost. Answers whether all was as known
 * there, so that it may be handed on again.
 */
export async function reportHandOver(
  context: WaitQueueContext,
  { names, release, from, to, taker }: HandOver,
): Promise<boolean> {
  try {
    const outcome = await replaceHolder(context.store, names, from, to, context.commandTimeoutMs);
    if (outcome === 'lost') taker?.takenAway();
    release.settle(outcome !== 'lost');
    return outcome === 'as known';
  } catch (error) {
    // Redis may know the one or the other, or neither: nobody here can rely on it.
    taker?.takenAway();
    for (const { token } of [from, to]) context.giveUp(names, token, release.lock.options.ttl);
    release.fail(error);
    return false;
  }
}

// Not as known: somebody else waits now, or the lock was lost.
async function replaceHolder(
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
