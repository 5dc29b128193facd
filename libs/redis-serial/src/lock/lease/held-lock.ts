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

/** What the owner of locks and a lock say to each other. */
export type Release = ReleaseOf<HeldLock>;
export type LockOwner = OwnerOf<HeldLock>;
export type LockCallbacks = CallbacksOf<HeldLock>;

/** A lock on one key that this process took. */
export class HeldLock implements Lock, Leaseholder, Returnable {
  private readonly hold = new Hold(this);
  private readonly renewer: LeaseRenewer;
  private controller: AbortController | undefined;
  private ttl: number;

  constructor(
    readonly owner: LockOwner,
    readonly token: string,
    readonly kind: LockKind,
    readonly options: ResolvedLockOptions,
    readonly fence: number,
    /** By the process's own clock. */
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

  /** Asks the clock first: a process that was stopped past its lease sees at once that it lost the lock. */
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

  /** For how long it has been held, in milliseconds. */
  get heldMs(): number {
    return this.owner.clock.now() - this.takenAt;
  }

  /** Whether it is held and can be trusted. */
  get isValid(): boolean {
    this.check();
    return this.hold.isHeld;
  }

  /** For how long it may be trusted now. */
  get presentLease(): Lease {
    return this.lease;
  }

  /** Whether its lease still goes on, so that nobody else can have it. */
  get isTrusted(): boolean {
    return !this.hold.lostBy && this.lease.remainingMs > 0;
  }

  async extend(ttl?: Duration): Promise<void> {
    if (ttl !== undefined) this.ttl = resolveTtl(ttl);
    this.check();
    this.throwIfEnded();
    const leaseMs = leaseOf({ ...this.options, ttl: this.ttl }, this.heldMs);
    const askedAt = this.owner.clock.now();
    // A shorter lease holds from now on, whether or not an answer comes.
    const lease = new Lease(leaseMs, askedAt, this.owner.clock);
    if (lease.remainingMs < this.lease.remainingMs) this.begin(lease);
    const extended = await this.callbacks.extend(this, keptFor(this.options, leaseMs, this.heldMs));
    // One that is on its way back may be so already.
    if (!extended && !this.hold.isGivenBack) this.takenAway();
    this.throwIfEnded();
    if (!this.hold.isGivenBack) this.begin(lease);
  }

  /** Counts one more user: it is given back when each of them gave it back. */
  enterAgain(): void {
    this.hold.enter();
  }

  release(): Promise<boolean> {
    return this.hold.release();
  }

  /** One user is done with it; the last one gives it back. */
  leave(): Promise<boolean> {
    return this.hold.leave();
  }

  /** Gives it back also for those who entered it again. */
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

  /** Tells the holder by the signal that the lock ends now, and gives it back. */
  async revoke(reason: string): Promise<void> {
    this.lose(reason);
    try {
      await this.releaseForAll();
    } catch (error) {
      this.callbacks.releaseFailed(this, error);
    }
  }

  /** Redis has given it to somebody else, or lost it. */
  takenAway(): void {
    this.lose('Redis does not know it any more: it ran out, or was taken away');
  }

  /** Looks whether the lease is over: by this process's own clock, before another could hold the lock. */
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
    this.owner.release({ lock: this, keepMs, since, isRepeated: false, settle, fail });
  }

  returned(wasHeld: boolean): void {
    if (wasHeld) this.callbacks.released(this);
    this.end();
  }

  notReturned(): void {
    this.renewer.over(this.lease, false);
  }

  /** What one sees who prints it. */
  toJSON(): object {
    const { key, token, fence, expiresAt } = this;
    return { key, token, fence, expiresAt };
  }

  [inspect.custom](): object {
    return this.toJSON();
  }

  private begin(lease: Lease): void {
    this.lease = lease;
    // A lease that was cut short by maxHold is the last one.
    this.renewer.over(lease, this.options.renew && lease.ttl === this.ttl);
  }

  private throwIfEnded(): void {
    const { hasEnded, lostBy } = this.hold;
    if (hasEnded) throw lostBy ?? new LockLostError(this.key, 'it was given back');
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
