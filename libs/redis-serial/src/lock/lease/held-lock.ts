import { inspect } from 'node:util';
import '../../common/async-dispose.js';
import type { Duration } from '../../common/duration.js';
import { LockLostError } from '../lock.errors.js';
import type { Lock } from '../lock.js';
import { resolveTtl, type ResolvedLockOptions } from '../lock.options.js';
import type { LockKind } from '../../lua/lock/queue-entry.record.js';
import { keptFor, leaseOf } from './hold-limits.js';
import { Hold, type Returnable } from './hold.js';
import { Lease } from './lease.js';
import { LeaseRenewer, type Leaseholder } from './lease-renewer.js';
import type { CallbacksOf, OwnerOf, ReleaseOf } from './lock-owner.js';
import { watchedController } from './watched-signal.js';

/** What a lock and its owner need of each other, with `HeldLock` as the lock. */
export type Release = ReleaseOf<HeldLock>;
export type LockOwner = OwnerOf<HeldLock>;
export type LockCallbacks = CallbacksOf<HeldLock>;

/** A lock on one key that this process took. */
export class HeldLock implements Lock, Leaseholder, Returnable {
  private readonly hold = new Hold(this);
  private readonly renewer: LeaseRenewer;
  private controller: AbortController | undefined;
  private ttl: number;
  /** Whether it may be free in Redis, though nobody heard of that. */
  private releaseFailed = false;

  constructor(
    readonly owner: LockOwner,
    readonly token: string,
    readonly kind: LockKind,
    readonly options: ResolvedLockOptions,
    readonly fence: number,
    /** On the process's own clock. */
    private readonly takenAt: number,
    private lease: Lease,
    readonly callbacks: LockCallbacks,
  ) {
    this.ttl = options.ttl;
    this.renewer = new LeaseRenewer(this, owner.timers);
    this.begin(lease);
  }

  get key(): string {
    return this.owner.names.key;
  }

  /** Checks the clock first: a process that was paused for longer than its lease sees at once that it lost the lock. */
  get signal(): AbortSignal {
    this.check();
    this.controller ??= watchedController(this.hold.lostBy, () => {
      this.check();
    });
    return this.controller.signal;
  }

  get expiresAt(): number {
    return this.lease.expiresAt;
  }

  /** How long it has been held, in milliseconds. */
  get heldMs(): number {
    return this.owner.clock.now() - this.takenAt;
  }

  /** Whether it is held and can be trusted. */
  get isValid(): boolean {
    this.check();
    return this.hold.isHeld;
  }

  /** The present lease. */
  get presentLease(): Lease {
    return this.lease;
  }

  /** Whether its lease still lasts, so that nobody else can hold it. */
  get isTrusted(): boolean {
    return !this.hold.lostBy && this.lease.remainingMs > 0;
  }

  async extend(ttl?: Duration): Promise<void> {
    if (ttl !== undefined) this.ttl = resolveTtl(ttl);
    this.check();
    this.throwIfEnded();
    const leaseMs = leaseOf({ ...this.options, ttl: this.ttl }, this.heldMs);
    const askedAt = this.owner.clock.now();
    // A shorter lease counts from now on, whether or not a reply comes.
    const lease = new Lease(leaseMs, askedAt, this.owner.clock);
    if (lease.remainingMs < this.lease.remainingMs) this.begin(lease);
    const extended = await this.callbacks.extend(this, keptFor(this.options, leaseMs, this.heldMs));
    // A lock that is being released may already be gone in Redis.
    if (!extended && !this.hold.isGivenBack) this.takenAway();
    this.throwIfEnded();
    if (!this.hold.isGivenBack) this.begin(lease);
  }

  /** Counts one more user. The lock is released when each of them has released it. */
  enterAgain(): void {
    this.hold.enter();
  }

  release(): Promise<boolean> {
    return this.hold.release();
  }

  /** Ends the use of one user; the last one releases the lock. */
  leave(): Promise<boolean> {
    return this.hold.leave();
  }

  /** Releases it for all users, also for those who entered it again. */
  releaseForAll(): Promise<boolean> {
    return this.hold.releaseForAll();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.release();
    } catch (error) {
      this.callbacks.releaseFailed(this, error);
    }
  }

  /** Aborts the holder's signal, then releases the lock. */
  async revoke(reason: string): Promise<void> {
    this.lose(reason);
    try {
      await this.releaseForAll();
    } catch (error) {
      this.callbacks.releaseFailed(this, error);
    }
  }

  /** Called when Redis does not know the lock any more: somebody else got it, or Redis lost it. */
  takenAway(): void {
    this.lose('Redis does not know it any more: its lease ran out, or it was taken away');
  }

  /** Checks whether the lease is over, on this process's own clock; that is before anybody else could hold the lock. */
  check(): void {
    if (this.hold.hasEnded || this.lease.remainingMs > 0) return;
    const { maxHold } = this.options;
    const outheld = this.heldMs >= maxHold * 0.99 - 2;
    this.lose(outheld ? `it was held for longer than maxHold, ${maxHold} ms` : 'its lease ran out');
  }

  sendBack(settle: Release['settle'], fail: Release['fail']): void {
    this.renewer.stop();
    const keepMs = this.options.atLeast - this.heldMs;
    const since = this.owner.clock.now();
    this.owner.release({ lock: this, keepMs, since, isRepeated: this.releaseFailed, settle, fail });
  }

  returned(wasHeld: boolean): void {
    if (wasHeld) this.callbacks.released(this);
    this.end();
  }

  notReturned(): void {
    this.releaseFailed = true;
    this.renewer.over(this.lease, false);
  }

  /** What is printed of it. */
  toJSON(): object {
    const { key, token, fence, expiresAt } = this;
    return { key, token, fence, expiresAt };
  }

  [inspect.custom](): object {
    return this.toJSON();
  }

  private begin(lease: Lease): void {
    this.lease = lease;
    // A lease that maxHold has cut short is the last one.
    this.renewer.over(lease, this.options.renew && lease.ttl === this.ttl);
  }

  private throwIfEnded(): void {
    const { hasEnded, lostBy } = this.hold;
    if (hasEnded) throw lostBy ?? new LockLostError(this.key, 'it was released');
  }

  private lose(reason: string): void {
    const error = new LockLostError(this.key, reason, { cause: this.renewer.failure });
    if (!this.hold.lose(error)) return;
    this.end();
    this.controller?.abort(error);
    this.callbacks.lost(this, error);
  }

  private end(): void {
    this.renewer.stop();
    this.owner.ended(this);
  }
}
