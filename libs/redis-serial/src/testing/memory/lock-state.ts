import type { LockKind } from '../../lua/lock/queue-entry.record.js';

/** The holder of a lock, under its token. */
export interface Holder {
  readonly leaseEnd: number;
  readonly fence: number;
  /** In microseconds since 1970. */
  readonly since: number;
  readonly process: string;
}

/** A lock and its holders, which all have the same kind. */
export interface LockState {
  readonly kind: LockKind;
  readonly holders: Map<string, Holder>;
}

/** How a process waits for a lock. */
export interface Want {
  readonly ticket: number;
  readonly kind: LockKind;
  readonly waiting: number;
  /** Whether it hears no messages, and looks by itself. */
  readonly isDeaf: boolean;
}
