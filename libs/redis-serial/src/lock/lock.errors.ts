import { RedisSerialError } from '../common/redis-serial.error.js';

/** Someone else held the lock for the whole waiting time. */
export class LockTimeoutError extends RedisSerialError {
  readonly code = 'LOCK_TIMEOUT';
  /** The HTTP status to answer with, where `busyStatus` of `@WithLock` or `@LockKey` says one. */
  busyStatus: number | undefined;

  constructor(
    /** What was to be locked. */
    readonly key: string,
    /** How long was waited for it, in milliseconds. */
    readonly waitedMs: number,
    /** How long the holder's lease goes on, in milliseconds, if nobody renews it. */
    readonly heldForMs: number,
    options?: ErrorOptions,
  ) {
    super(`Could not take lock "${key}" within ${waitedMs} ms`, options);
  }
}

/** A lock that was held is held no more: its lease ran out, could not be renewed, or was taken away. */
export class LockLostError extends RedisSerialError {
  readonly code = 'LOCK_LOST';

  constructor(
    /** What was locked. */
    readonly key: string,
    /** How it was lost. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`Lost lock "${key}": ${reason}`, options);
  }
}

/** A key that names no resource: empty, too long, or made of a value that is missing. */
export class LockKeyError extends RedisSerialError {
  readonly code = 'LOCK_KEY';

  constructor(
    /** The key, or the template it was to be made of. */
    readonly key: string,
    /** What is wrong with it. */
    readonly reason: string,
  ) {
    super(`No lock on "${key}": ${reason}`);
  }
}
