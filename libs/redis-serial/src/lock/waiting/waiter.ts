import { randomUUID } from 'node:crypto';
import { onAbort } from '../../common/abort-listeners.js';
import type { Clock } from '../../common/clock.js';
import type { HeldLock } from '../lease/held-lock.js';
import { kindOf, type ResolvedLockOptions } from '../lock.options.js';
import { LockTimeoutError } from '../lock.errors.js';
import type { LockKind } from '../../lua/lock/queue-entry.record.js';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Where a waiter waits. */
export interface WaitingPlace {
  readonly names: { readonly key: string };
  readonly clock: Clock;
  /** It waits no longer, by its time or its signal. */
  hasLeft(waiter: Waiter): void;
}

/** A call that asks for a lock. */
export class Waiter {
  readonly kind: LockKind;
  readonly arrivedAt: number;
  /** When it came by the server's clock, in microseconds, once that is known. */
  ticket: number | undefined;
  /** For how long the lock was someone else's when last heard of. */
  heldForMs = 0;
  /** What stood in the way last, when it was not another holder. */
  outage: Error | undefined;
  /** Whether Redis may have given it the lock, though nobody heard of that. */
  mayHold = false;
  /** Whether there was somebody to wait for. */
  isPatient = false;
  /** Whether it got the lock, or gave up. */
  isSettled = false;
  readonly lock: Promise<HeldLock>;
  private resolve!: (lock: HeldLock) => void;
  private reject!: (error: unknown) => void;
  private stopTimer: (() => void) | undefined;
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly place: WaitingPlace,
    readonly options: ResolvedLockOptions,
    readonly token: string = randomUUID(),
  ) {
    this.arrivedAt = place.clock.now();
    this.kind = kindOf(options);
    this.lock = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    if (options.signal) this.heed(options.signal);
  }

  /** Begins to count the time: it is not alone with Redis, but waits for somebody, or for an outage to pass. */
  bePatient(outage?: Error): void {
    this.isPatient = true;
    this.outage = outage;
    if (this.stopTimer || this.options.wait === Infinity) return;
    const remainingMs = this.options.wait - (this.place.clock.now() - this.arrivedAt);
    this.stopTimer = this.place.clock.after(Math.min(Math.max(0, remainingMs), LONGEST_TIMER_MS), () => {
      this.timeOut();
    });
  }

  give(lock: HeldLock): void {
    this.settle();
    this.resolve(lock);
  }

  refuse(error: unknown): void {
    this.settle();
    this.reject(error);
  }

  /** Has waited for long enough, or was not to wait at all. */
  timeOut(): void {
    const waitedMs = Math.round(this.place.clock.now() - this.arrivedAt);
    const { key } = this.place.names;
    this.refuse(this.outage ?? new LockTimeoutError(key, waitedMs, Math.round(this.heldForMs)));
    this.place.hasLeft(this);
  }

  private heed(signal: AbortSignal): void {
    this.stopListening = onAbort(signal, () => {
      this.refuse(signal.reason);
      this.place.hasLeft(this);
    });
  }

  private settle(): void {
    this.isSettled = true;
    this.stopTimer?.();
    this.stopListening?.();
  }
}
