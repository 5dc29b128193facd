import { EventSource } from '../common/event-source.js';

/** A lock that something happens to. */
export interface LockEvent {
  /** The key it is on. */
  readonly key: string;
  /** The holder's token. */
  readonly token: string;
  /** The number that rises with every acquisition. */
  readonly fence: number;
}

/** A lock that is held no more. */
export interface LockEndEvent extends LockEvent {
  /** For how long it was held, in milliseconds. */
  readonly heldMs: number;
}

/** A lock that was not had. */
export interface LockTimeoutEvent {
  /** The key it is on. */
  readonly key: string;
  /** For how long it was waited for, in milliseconds. */
  readonly waitedMs: number;
  /** How long the holder's lease goes on, in milliseconds. */
  readonly heldForMs: number;
}

/** What happens to locks that this process asks for; of several keys, to each by itself. */
export interface LockEventMap {
  /** It was had, `waitedMs` milliseconds after it was asked for. */
  readonly acquired: LockEvent & Pick<LockTimeoutEvent, 'waitedMs'>;
  /** It was given back. */
  readonly released: LockEndEvent;
  /** It is held no more, though it was not given back: the holder's signal has aborted with the error. */
  readonly lost: LockEndEvent & {
    /** Why. */
    readonly error: Error;
  };
  /** Redis did not take it back: its lease will end by itself. */
  readonly releaseFailed: LockEvent & {
    /** Why. */
    readonly error: unknown;
  };
  /** It was somebody else's for all of `wait`. */
  readonly timeout: LockTimeoutEvent;
}

/** Tells what happens to locks: inject it, and subscribe by `on`. */
export class LockEvents extends EventSource<LockEventMap> {}
