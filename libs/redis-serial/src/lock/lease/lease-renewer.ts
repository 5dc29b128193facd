import type { Timers } from '../../common/timers.js';
import { LockLostError } from '../lock.errors.js';
import type { Lease } from './lease.js';

/** Whose lease is watched. */
export interface Leaseholder {
  extend(): Promise<void>;
  /** Looks whether the lease is over. */
  check(): void;
}

/**
 * Renews a lease at a third of it and tells when it is over; when Redis does not answer, it tries again until then. One
 * timer does for both: a lease that is to be renewed need not be watched before.
 */
export class LeaseRenewer {
  /** Why the last renewal failed; absent when it did not. */
  failure: unknown;
  private lease: Lease | undefined;
  private renews = false;
  private cancel: (() => void) | undefined;
  private isOver = false;

  constructor(
    private readonly holder: Leaseholder,
    private readonly timers: Timers,
  ) {}

  /** Watches this lease from now on, in place of the one before. */
  over(lease: Lease, renews: boolean): void {
    this.failure = undefined;
    this.isOver = false;
    this.lease = lease;
    this.renews = renews;
    // A lease that was taken over may be part gone.
    this.wakeIn(renews ? Math.min(lease.ttl / 3, lease.remainingMs / 2) : lease.remainingMs);
  }

  stop(): void {
    this.isOver = true;
    this.cancel?.();
  }

  private wakeIn(ms: number): void {
    this.cancel?.();
    if (!this.isOver) this.cancel = this.timers.after(Math.max(0, ms), this.onTime);
  }

  private readonly onTime = (): void => {
    this.holder.check();
    const { lease } = this;
    if (!lease || this.isOver) return;
    // While it is renewed its end is watched: there may be no answer.
    this.wakeIn(lease.remainingMs);
    if (this.renews) void this.renew(lease);
  };

  private async renew(lease: Lease): Promise<void> {
    this.renews = false;
    try {
      await this.holder.extend();
    } catch (error) {
      // A lost lock has told its holder by its signal; anything else is worth another try while the lease goes on.
      if (error instanceof LockLostError || this.lease !== lease) return;
      this.failure = error;
      this.renews = true;
      this.wakeIn(Math.min(lease.ttl / 10, lease.remainingMs));
    }
  }
}
