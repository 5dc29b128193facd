import type { Timers } from '../../common/timers.js';
import { LockLostError } from '../lock.errors.js';
import type { Lease } from './lease.js';

/** A lock whose lease is renewed and watched. */
export interface Leaseholder {
  extend(): Promise<void>;
  /** Checks whether the lease is over. */
  check(): void;
}

/**
 * Renews a lease when a third of it has passed, and notices when it is over. When Redis does not reply, it tries again
 * until then. One timer does for both: before the renewal is due, the end needs no watching.
 */
export class LeaseRenewer {
  /** Why the last renewal failed; `undefined` when it succeeded. */
  failure: unknown;
  private lease: Lease | undefined;
  private renews = false;
  private cancel: (() => void) | undefined;
  private isOver = false;

  constructor(
    private readonly holder: Leaseholder,
    private readonly timers: Timers,
  ) {}

  /** Watches this lease from now on, in place of the previous one. */
  over(lease: Lease, renews: boolean): void {
    this.failure = undefined;
    this.isOver = false;
    this.lease = lease;
    this.renews = renews;
    // Part of a lease that was taken over may already have passed.
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
    // The end is watched during the renewal: there may be no reply.
    this.wakeIn(lease.remainingMs);
    if (this.renews) void this.renew(lease);
  };

  private async renew(lease: Lease): Promise<void> {
    this.renews = false;
    try {
      await this.holder.extend();
    } catch (error) {
      // A lost lock has aborted its holder's signal. Any other failure is worth another try while the lease lasts.
      if (error instanceof LockLostError || this.lease !== lease) return;
      this.failure = error;
      this.renews = true;
      this.wakeIn(Math.min(lease.ttl / 10, lease.remainingMs));
    }
  }
}
