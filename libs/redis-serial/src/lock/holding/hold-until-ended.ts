import type { Lock } from '../lock.js';
import { heldStream } from './held-stream.js';

/** Runs work under a lock. */
interface RunsUnder {
  runUnder(lock: Lock, work: () => Promise<unknown>): Promise<unknown>;
}

/**
 * Calls a method under a lock, and releases the lock when the result has ended. A plain value ends at once, a promise
 * when it settles, a stream when it has ended, failed or been left. A stream that nobody ever reads keeps its lock:
 * read it, or destroy it.
 */
export async function holdUntilEnded(locks: RunsUnder, lock: Lock, method: () => unknown): Promise<unknown> {
  let handedOn = false;
  try {
    const answer = await locks.runUnder(lock, async () => await method());
    const stream = heldStream(lock, answer);
    handedOn = stream !== undefined;
    return stream ?? answer;
  } finally {
    if (!handedOn) await lock[Symbol.asyncDispose]();
  }
}
