import { RedisSerialError } from '../common/redis-serial.error.js';

/** Someone else held the lock for the whole waiting time. */
export class LockTimeoutError extends RedisSerialError {
  readonly code = 'LOCK_TIMEOUT';
  /** The HTTP status of the response, where `busyStatus` of `@WithLock` or `@LockKey` sets one. */
  busyStatus: number | undefined;

  constructor(
    /** What was to be locked. */
    readonly key: string,
    /** How long the call waited, in milliseconds. */
    readonly waitedMs: number,
    /** How long the holder's lease still lasts unless it is renewed, in milliseconds. */
    readonly heldForMs: number,
    options?: ErrorOptions,
  ) {
    super(`Could not take lock "${key}" within ${waitedMs} ms`, options);
  }
}

/** The lock is no longer held: its lease ran out, could not be renewed, or was taken away. */
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

/** The key names no resource: it is empty, too long, or built from a missing value. */
export class LockKeyError extends RedisSerialError {
  readonly code = 'LOCK_KEY';

  constructor(
    /** The key, or the template that it should have been built from. */
    readonly key: string,
    /** What is wrong with it. */
    readonly reason: string,
  ) {
    super(`No lock on "${key}": ${reason}`);
  }
}
