/** One time that a worker had the lock; all in milliseconds by the machine's monotonic clock. */
export interface Section {
  /** When it asked for the lock. */
  readonly askedAt: number;
  readonly grantedAt: number;
  /** When it began to give the lock back. */
  readonly releasedAt: number;
  /** When giving it back was confirmed. */
  readonly endedAt: number;
}
