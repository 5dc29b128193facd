import '../common/async-dispose.js';
import type { Duration } from '../common/duration.js';
import { LockLostError } from './lock.errors.js';
import type { Lock } from './lock.js';
import { resolveTtl } from './lock.options.js';
import type { LockStore } from './lock-store.js';
import { Lease } from './lease.js';
import { Renewal } from './renewal.js';

/** Hears of what happens to a lock. */
export interface LockWatcher {
  lost(error: LockLostError): void;
  /** It is held no more, whether given back or lost. */
  ended(lock: HeldLock): void;
  releaseFailed(lock: Lock, error: unknown): void;
}

/** A lock that this process took. */
export class HeldLock implements Lock {
  private readonly controller = new AbortController();
  private readonly renewal: Renewal | undefined;
  private expiry: NodeJS.Timeout | undefined;
  private releasing: Promise<boolean> | undefined;
  private ended = false;

  constructor(
    readonly key: string,
    readonly token: string,
    readonly fence: number,
    renew: boolean,
    private lease: Lease,
    private readonly store: LockStore,
    private readonly watcher: LockWatcher,
  ) {
    this.renewal = renew ? new Renewal(() => this.extend()) : undefined;
    this.watch(lease);
  }

  /** Asks the clock first: a process that was stopped past its lease sees at once that it lost the lock. */
  get signal(): AbortSignal {
    if (!this.ended && this.lease.left <= 0) this.lose('its lease ran out');
    return this.controller.signal;
  }

  get expiresAt(): number {
    return this.lease.expiresAt;
  }

  async extend(ttl: Duration = this.lease.ttl): Promise<void> {
    const ttlMs = resolveTtl(ttl);
    this.signal.throwIfAborted();
    if (this.ended) throw new LockLostError(this.key, 'it was given back');
    const askedAt = performance.now();
    const extended = await this.store.extend(this.key, this.token, ttlMs);
    if (!extended) this.lose('Redis does not know it any more: it ran out, or was taken away');
    this.controller.signal.throwIfAborted();
    this.watch(new Lease(ttlMs, askedAt));
  }

  async release(): Promise<boolean> {
    if (this.releasing) {
      await this.releasing;
      return false;
    }
    this.renewal?.stop();
    this.releasing = this.store.release(this.key, this.token);
    try {
      const released = await this.releasing;
      this.end();
      return released;
    } catch (error) {
      // Redis may still hold it: the caller may try again.
      this.releasing = undefined;
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.release();
    } catch (error) {
      this.watcher.releaseFailed(this, error);
    }
  }

  /** Tells the holder by the signal that the lock ends now, and gives it back. */
  async revoke(reason: string): Promise<void> {
    if (!this.ended) this.lose(reason);
    await this[Symbol.asyncDispose]();
  }

  private watch(lease: Lease): void {
    if (this.ended) return;
    this.lease = lease;
    clearTimeout(this.expiry);
    this.expiry = setTimeout(
      () => {
        this.lose('its lease ran out');
      },
      Math.max(0, lease.left),
    ).unref();
    if (!this.releasing) this.renewal?.after(lease);
  }

  private lose(reason: string): void {
    if (this.ended) return;
    const error = new LockLostError(this.key, reason, { cause: this.renewal?.failure });
    this.end();
    this.controller.abort(error);
    this.watcher.lost(error);
  }

  private end(): void {
    if (!this.ended) this.watcher.ended(this);
    this.ended = true;
    this.renewal?.stop();
    clearTimeout(this.expiry);
  }
}
