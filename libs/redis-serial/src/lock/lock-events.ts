import { EventSource } from '../common/event-source.js';

/** An event of a lock. */
export interface LockEvent {
  /** The key that is locked. */
  readonly key: string;
  /** The holder's token. */
  readonly token: string;
  /** The fence: rises with every acquisition. */
  readonly fence: number;
}

/** A lock that is no longer held. */
export interface LockEndEvent extends LockEvent {
  /** How long it was held, in milliseconds. */
  readonly heldMs: number;
}

/** A lock that was not acquired in time. */
export interface LockTimeoutEvent {
  /** The key that was to be locked. */
  readonly key: string;
  /** How long the call waited for it, in milliseconds. */
  readonly waitedMs: number;
  /** How long the holder's lease still lasts, in milliseconds. */
  readonly heldForMs: number;
}

/** The events of the locks that this process asks for; a lock on several keys has them for each key. */
export interface LockEventMap {
  /** The lock was acquired, `waitedMs` milliseconds after the call. */
  readonly acquired: LockEvent & Pick<LockTimeoutEvent, 'waitedMs'>;
  /** The lock was released. */
  readonly released: LockEndEvent;
  /**
   * The lock was lost: it is no longer held, though nobody released it. The holder's signal has aborted with the error.
   */
  readonly lost: LockEndEvent & {
    /** Why. */
    readonly error: Error;
  };
  /** Redis could not release the lock; its lease will end by itself. */
  readonly releaseFailed: LockEvent & {
    /** Why. */
    readonly error: unknown;
  };
  /** Somebody else held the lock for the whole of `wait`. */
  readonly timeout: LockTimeoutEvent;
}

/** Emits what happens to locks. Inject it, and subscribe with `on`. */
export class LockEvents extends EventSource<LockEventMap> {}
