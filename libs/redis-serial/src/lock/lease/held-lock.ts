import { inspect } from 'node:util';
import { asError } from '../../common/as-error.js';
import '../../common/async-dispose.js';
import type { Clock } from '../../common/clock.js';
import type { Duration } from '../../common/duration.js';
import type { Timers } from '../../common/timers.js';
import type { LockNames } from '../keys/lock-names.js';
import { LockLostError } from '../lock.errors.js';
import type { Lock } from '../lock.js';
import { resolveTtl, type ResolvedLockOptions } from '../lock.options.js';
import type { LockKind } from '../../lua/lock/queue-entry.record.js';
import { keptFor, leaseOf } from './hold-limits.js';
import { Lease } from './lease.js';
import { LeaseRenewer, type Leaseholder } from './lease-renewer.js';
import { watchedSignal } from './watched-signal.js';

/** A lock on its way back. */
export interface Release {
  readonly lock: HeldLock;
  /** How long it is to stay taken, in milliseconds; not at all for 0 or less. */
  readonly keepMs: number;
  /** When it was first sent off, by the process's own clock. */
  readonly since: number;
  /** Whether it was sent before, with an answer that never came. */
  readonly isRepeated: boolean;
  /** Hears whether it was still held. */
  readonly settle: (released: boolean) => void;
  readonly fail: (error: unknown) => void;
}

/** Where a lock was taken, and is given back to. */
export interface LockOwner {
  readonly names: LockNames;
  readonly clock: Clock;
  readonly timers: Timers;
  release(release: Release): void;
  /** It is held no more, whether given back or lost. */
  ended(lock: HeldLock): void;
  /** Somebody else gave a fence that stands for this lock too. */
  fenceRaised(): void;
}

/** What the holder of a lock needs of the rest of the library. */
export interface LockCallbacks {
  extend(lock: HeldLock, leaseMs: number): Promise<boolean>;
  released(lock: HeldLock): void;
  lost(lock: HeldLock, error: LockLostError): void;
  releaseFailed(lock: HeldLock, error: unknown): void;
}

/** A lock on one key that this process took. */
export class HeldLock implements Lock, Leaseholder {
  private readonly watch: LeaseRenewer;
  private controller: AbortController | undefined;
  private lostBy: LockLostError | undefined;
  private ttl: number;
  private releasing: Promise<boolean> | undefined;
  private ended = false;
  private users = 1;
  /** Whether who took it has given it back; others may have entered it again. */
  private left = false;

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
    this.watch = new LeaseRenewer(this, owner.timers);
    this.begin(lease);
  }

  get key(): string {
    return this.owner.names.key;
  }

  /** Asks the clock first: a process that was stopped past its lease sees at once that it lost the lock. */
  get signal(): AbortSignal {
    this.check();
    this.controller ??= this.openController();
    return this.controller.signal;
  }

  get expiresAt(): number {
    return this.lease.expiresAt;
  }

  /** Whether it is held and can be trusted. */
  get isValid(): boolean {
    this.check();
    return !this.ended && !this.releasing;
  }

  /** For how long it may be trusted now. */
  get presentLease(): Lease {
    return this.lease;
  }

  /** Whether its lease still goes on, so that nobody else can have it. */
  get isTrusted(): boolean {
    return !this.lostBy && this.lease.left > 0;
  }

  async extend(ttl?: Duration): Promise<void> {
    if (ttl !== undefined) this.ttl = resolveTtl(ttl);
    this.check();
    if (this.ended) throw this.lossOf('it was given back');
    const leaseMs = leaseOf({ ...this.options, ttl: this.ttl }, this.heldMs);
    const askedAt = this.owner.clock.now();
    // A shorter lease holds from now on, whether or not an answer comes.
    const lease = new Lease(leaseMs, askedAt, this.owner.clock);
    if (lease.left < this.lease.left) this.begin(lease);
    const extended = await this.callbacks.extend(this, keptFor(this.options, leaseMs, this.heldMs));
    // One that is on its way back may be so already.
    if (!extended && !this.releasing)
      this.lose('Redis does not know it any more: it ran out, or was taken away');
    if (this.hasEnded()) throw this.lossOf('it was given back');
    if (!this.releasing) this.begin(lease);
  }

  async renewLease(): Promise<void> {
    await this.extend();
  }

  /** Counts one more user: it is given back when each of them gave it back. */
  enterAgain(): void {
    this.users++;
  }

  release(): Promise<boolean> {
    if (this.left) return (this.releasing ?? Promise.resolve()).then(() => false);
    this.left = true;
    return this.leave();
  }

  /** One user is done with it; the last one gives it back. */
  leave(): Promise<boolean> {
    if (this.releasing) return this.releasing.then(() => false);
    if (this.users === 0) return Promise.resolve(false);
    if (--this.users > 0) return Promise.resolve(!this.ended);
    this.watch.stop();
    this.releasing = new Promise((resolve, reject) => {
      const settle = (released: boolean): void => {
        if (released && !this.ended) this.callbacks.released(this);
        this.end();
        resolve(released);
      };
      const fail = (error: unknown): void => {
        // Redis may still hold it: the caller may try again.
        this.releasing = undefined;
        this.users = 1;
        this.left = false;
        if (!this.ended) this.watch.over(this.lease, false);
        reject(asError(error));
      };
      const keepMs = this.options.atLeast - this.heldMs;
      const since = this.owner.clock.now();
      this.owner.release({ lock: this, keepMs, since, isRepeated: false, settle, fail });
    });
    return this.releasing;
  }

  /** Gives it back also for those who entered it again. */
  async releaseForAll(): Promise<boolean> {
    this.users = Math.min(this.users, 1);
    this.left = true;
    return await this.leave();
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
    this.users = 1;
    this.left = false;
    this.lose(reason);
    await this[Symbol.asyncDispose]();
  }

  /** Redis has given it to somebody else, or lost it. */
  takenAway(): void {
    this.lose('Redis does not know it any more: it ran out, or was taken away');
  }

  /** Looks whether the lease is over: by this process's own clock, before another could hold the lock. */
  check(): void {
    if (this.ended || this.lease.left > 0) return;
    const outheld = this.heldMs >= this.options.maxHold * 0.99 - 2;
    this.lose(
      outheld ? `it was held for longer than maxHold, ${this.options.maxHold} ms` : 'its lease ran out',
    );
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
    this.watch.over(lease, this.options.renew && lease.ttl === this.ttl);
  }

  /** For how long it has been held, in milliseconds. */
  get heldMs(): number {
    return this.owner.clock.now() - this.takenAt;
  }

  private hasEnded(): boolean {
    return this.ended;
  }

  private lossOf(otherwise: string): LockLostError {
    return this.lostBy ?? new LockLostError(this.key, otherwise);
  }

  private openController(): AbortController {
    const controller = new AbortController();
    if (this.lostBy) controller.abort(this.lostBy);
    else
      watchedSignal(controller.signal, () => {
        this.check();
      });
    return controller;
  }

  private lose(reason: string): void {
    if (this.ended) return;
    this.lostBy = new LockLostError(this.key, reason, { cause: this.watch.failure });
    this.end();
    this.controller?.abort(this.lostBy);
    this.callbacks.lost(this, this.lostBy);
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    this.watch.stop();
    this.owner.ended(this);
  }
}
