import { LockTimeoutError } from '../lock/lock.errors.js';
import type { RedisUnavailableError } from '../redis/redis-unavailable.error.js';
import type { RecoveryError } from '../serial/durability/recovery.error.js';

/** An error that means "not now", not "you did something wrong". */
export type Busy = LockTimeoutError | RedisUnavailableError | RecoveryError;

/** What a caller gets to see: without keys and causes, which are for the logs. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  /** The HTTP status. */
  readonly status: number;
  /** When to try again, in whole seconds. */
  readonly retryAfter: number;
}

/** Makes the answer to an error. `busyStatus` is for locks that have no status of their own. */
export function refusalOf(error: Busy, busyStatus: number): Refusal {
  const { code } = error;
  if (!(error instanceof LockTimeoutError))
    return { code, message: 'Try again shortly', status: 503, retryAfter: 1 };
  return {
    code,
    message: 'Someone else is working on this',
    status: error.busyStatus ?? busyStatus,
    retryAfter: Math.max(1, Math.ceil(error.heldForMs / 1000)),
  };
}
