import { Logger } from '@nestjs/common';
import { asError } from '../common/as-error.js';
import type { HeldLock, LockCallbacks } from './lease/held-lock.js';
import type { LockEvent, LockEvents } from './lock-events.js';
import { LockTimeoutError, type LockLostError } from './lock.errors.js';
import type { LockStore } from './store/lock-store.js';

/** What a held lock calls back: it renews leases, and reports in events and in the log what happens to locks. */
export class LockReports implements LockCallbacks {
  private readonly logger = new Logger('LockService');

  constructor(
    private readonly store: LockStore,
    private readonly events: LockEvents,
  ) {}

  /** Reports what comes of a request for a lock. */
  asked(lock: Promise<HeldLock>): void {
    if (!this.events.hasListeners) return;
    const { clock } = this.store;
    const askedAt = clock.now();
    lock.then(
      (held) => {
        this.events.emit('acquired', { ...aboutOf(held), waitedMs: clock.now() - askedAt });
      },
      (error: unknown) => {
        if (!(error instanceof LockTimeoutError)) return;
        const { key, waitedMs, heldForMs } = error;
        this.events.emit('timeout', { key, waitedMs, heldForMs });
      },
    );
  }

  extend(lock: HeldLock, leaseMs: number): Promise<boolean> {
    return this.store.extend(lock.owner.names, lock.token, leaseMs);
  }

  released(lock: HeldLock): void {
    if (this.events.hasListeners) this.events.emit('released', { ...aboutOf(lock), heldMs: lock.heldMs });
  }

  lost(lock: HeldLock, error: LockLostError): void {
    this.logger.warn(error.message);
    this.events.emit('lost', { ...aboutOf(lock), heldMs: lock.heldMs, error });
  }

  releaseFailed(lock: HeldLock, error: unknown): void {
    const { key } = lock;
    this.logger.warn(`Could not release lock "${key}"; its lease will end: ${asError(error).message}`);
    this.events.emit('releaseFailed', { ...aboutOf(lock), error });
  }
}

function aboutOf({ key, token, fence }: HeldLock): LockEvent {
  return { key, token, fence };
}
