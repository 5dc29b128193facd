import type { LockKind } from '../../lua/lock/queue-entry.record.js';

/** Who holds a lock, under a token. */
export interface Holder {
  readonly leaseEnd: number;
  readonly fence: number;
  /** In microseconds since 1970. */
  readonly since: number;
  readonly process: string;
}

/** A lock that somebody holds: all of them in the same kind. */
export interface LockState {
  readonly kind: LockKind;
  readonly holders: Map<string, Holder>;
}

/** What a process wants of a lock that it waits for. */
export interface Want {
  readonly ticket: number;
  readonly kind: LockKind;
  readonly waiting: number;
}
