import { randomUUID } from 'node:crypto';
import { LockTimeoutError } from '../lock.errors.js';
import { CombinedLock } from './combined-lock.js';
import type { HeldLock } from '../lease/held-lock.js';
import { ReenteredLock } from '../lease/reentered-lock.js';
import type { ResolvedLockOptions } from '../lock.options.js';
import type { LockStore } from '../store/lock-store.js';

type TakeOne = (
  key: string,
  options: ResolvedLockOptions,
  token?: string,
) => Promise<HeldLock | ReenteredLock>;

/**
 * Takes the locks on several keys, all or none. Everybody takes them one by one in the same order, so that two callers
 * with common keys never wait for each other. `wait` is the time for all of them together.
 */
export async function acquireAll(
  keys: readonly string[],
  options: ResolvedLockOptions,
  store: LockStore,
  takeOne: TakeOne,
): Promise<CombinedLock | HeldLock | ReenteredLock> {
  const [only] = keys;
  if (keys.length === 1 && only !== undefined) return await takeOne(only, options);
  const token = randomUUID();
  const until = store.clock.now() + options.wait;
  const taken: (HeldLock | ReenteredLock)[] = [];
  try {
    for (const key of [...keys].sort()) {
      const wait = options.wait === 0 ? 0 : Math.max(1, until - store.clock.now());
      taken.push(await takeOne(key, { ...options, wait }, token));
    }
    const fence = await agreeOnFence(taken, store);
    return new CombinedLock(taken, token, fence);
  } catch (error) {
    await Promise.all(taken.map((lock) => lock[Symbol.asyncDispose]()));
    if (!(error instanceof LockTimeoutError)) throw error;
    const waitedMs = Math.round(options.wait - Math.max(0, until - store.clock.now()));
    throw new LockTimeoutError(error.key, waitedMs, error.heldForMs, { cause: error });
  }
}

// Each key has the fences of its own shard. The highest one counts for all keys, once no lower fence can follow on any
// key.
async function agreeOnFence(locks: readonly (HeldLock | ReenteredLock)[], store: LockStore): Promise<number> {
  const fence = Math.max(...locks.map((lock) => lock.fence));
  const lower = locks.filter((lock) => lock.fence < fence);
  const raised = lower.map((lock) => {
    const { owner } = lock instanceof ReenteredLock ? lock.held : lock;
    owner.fenceRaised();
    return store.raiseFence(owner.names, fence);
  });
  await Promise.all(raised);
  return fence;
}
