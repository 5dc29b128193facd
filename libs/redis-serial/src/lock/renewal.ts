import { LockLostError } from './lock.errors.js';
import type { Lease } from './lease.js';

/** Extends a lease at a third of it; when Redis does not answer, it tries again until the lease is over. */
export class Renewal {
  /** Why the last attempt failed; absent when it did not. */
  failure: unknown;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly extend: () => Promise<void>) {}

  /** Plans the next attempt. */
  after(lease: Lease): void {
    this.failure = undefined;
    this.plan(lease.ttl / 3, lease.ttl);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private plan(delayMs: number, ttl: number): void {
    clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.attempt(ttl), delayMs).unref();
  }

  private async attempt(ttl: number): Promise<void> {
    try {
      await this.extend();
    } catch (error) {
      // A lost lock has told its holder by its signal; anything else is worth another try while the lease goes on.
      if (error instanceof LockLostError) return;
      this.failure = error;
      this.plan(ttl / 10, ttl);
    }
  }
}
