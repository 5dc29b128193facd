import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { asError } from '../common/as-error.js';
import type { Duration } from '../common/duration.js';
import { RedisUnavailableError } from '../redis/redis-unavailable.error.js';
import { runUnder } from './current-lock.js';
import { HeldLock, type LockWatcher } from './held-lock.js';
import { Lease } from './lease.js';
import { LockTimeoutError } from './lock.errors.js';
import { LOCK_DEFAULTS } from './lock.tokens.js';
import { checkLockKey } from './lock-key.js';
import type { Lock } from './lock.js';
import {
  resolveLockOptions,
  resolveTtl,
  type LockOptions,
  type ResolvedLockOptions,
} from './lock.options.js';
import { LockStore } from './lock-store.js';
import type { LockState } from './scripts/inspect-lock.script.js';
import { poll, type Attempt } from './waiting/poll.js';

const LONGEST_FAREWELL_MS = 1_000;

/** Work to be done under a lock. */
export type LockedWork<T> = (lock: Lock) => T | Promise<T>;

/** Gives locks around a resource, over all processes that share the Redis. */
@Injectable()
export class LockService {
  private readonly logger = new Logger(LockService.name);
  private readonly held = new Set<HeldLock>();
  private readonly asking = new Set<Promise<unknown>>();
  private readonly closing = new AbortController();
  private closed = false;

  constructor(
    @Inject(LockStore) private readonly store: LockStore,
    @Inject(LOCK_DEFAULTS) private readonly defaults: ResolvedLockOptions,
  ) {}

  /**
   * Takes the lock on a key, waiting for it if need be.
   * @throws {LockTimeoutError} when someone else held it for the whole of `wait`.
   * @throws {LockKeyError} when the key can't name a resource.
   * @throws {RedisUnavailableError} when Redis did not answer, or the app shuts down.
   */
  async acquire(key: string, options?: LockOptions): Promise<Lock> {
    const resolved = resolveLockOptions(this.defaults, options);
    const started = performance.now();
    const found = await this.take(checkLockKey(key), resolved);
    if ('got' in found) return found.got;
    throw new LockTimeoutError(key, Math.round(performance.now() - started), found.heldForMs);
  }

  /** Takes the lock if nobody holds it, else answers null at once. See `acquire` for what it throws. */
  async tryAcquire(key: string, options?: LockOptions): Promise<Lock | null> {
    const resolved = resolveLockOptions(this.defaults, { ...options, wait: 0 });
    const found = await this.take(checkLockKey(key), resolved);
    return 'got' in found ? found.got : null;
  }

  /** Runs work under the lock on a key and answers what it answers. See `acquire` for what it throws of itself. */
  async withLock<T>(key: string, work: LockedWork<T>): Promise<T>;
  async withLock<T>(key: string, options: LockOptions, work: LockedWork<T>): Promise<T>;
  async withLock<T>(key: string, ...rest: [LockedWork<T>] | [LockOptions, LockedWork<T>]): Promise<T> {
    const [options, work] = rest.length === 1 ? [undefined, rest[0]] : rest;
    await using lock = await this.acquire(key, options);
    return await runUnder(lock, () => work(lock));
  }

  /** Gives back the lock that a token holds, from any process; false when it does not hold it. */
  async release(key: string, token: string): Promise<boolean> {
    return await this.store.release(checkLockKey(key), token);
  }

  /** Begins the lease of the lock that a token holds anew, from any process; false when it does not hold it. */
  async extend(key: string, token: string, ttl?: Duration): Promise<boolean> {
    return await this.store.extend(checkLockKey(key), token, resolveTtl(ttl ?? this.defaults.ttl));
  }

  /** Who holds a lock, or null when nobody does. */
  async inspect(key: string): Promise<LockState | null> {
    return await this.store.inspect(checkLockKey(key));
  }

  /** Takes a lock off whoever holds it, and says whether somebody did; its holder's signal aborts at its next renewal. */
  async forceRelease(key: string): Promise<boolean> {
    return await this.store.forceRelease(checkLockKey(key));
  }

  /** From now on nobody waits for a lock: those who do are refused, while requests under way still get free ones. */
  close(): void {
    this.closing.abort(new RedisUnavailableError('The app shuts down: nobody waits for a lock any more'));
  }

  /** Gives back every lock that is held or about to be, telling the holders by their signals; gives none from now on. */
  async releaseAll(): Promise<void> {
    this.close();
    this.closed = true;
    const released = Promise.allSettled([
      ...[...this.held].map((lock) => lock.revoke('the app shuts down')),
      ...this.asking,
    ]);
    // With Redis away the leases end by themselves; the app need not wait for that.
    await Promise.race([released, pause(LONGEST_FAREWELL_MS, undefined, { ref: false })]);
  }

  private async take(key: string, options: ResolvedLockOptions): Promise<Attempt<HeldLock>> {
    const token = randomUUID();
    try {
      const found = await poll(options.wait, options.signal, async (mayWait) => {
        options.signal?.throwIfAborted();
        const asked = this.attempt(key, token, options, mayWait);
        this.asking.add(asked);
        const attempt = await asked.finally(() => this.asking.delete(asked));
        if (!('got' in attempt) && options.wait > 0) this.closing.signal.throwIfAborted();
        return attempt;
      });
      if (!('got' in found) && options.wait > 0) this.giveBack(key, token);
      return found;
    } catch (error) {
      this.giveBack(key, token);
      throw error;
    }
  }

  private async attempt(
    key: string,
    token: string,
    options: ResolvedLockOptions,
    mayWait: boolean,
  ): Promise<Attempt<HeldLock>> {
    if (this.isClosed())
      throw new RedisUnavailableError('The app has shut down: no more locks are given', key);
    const askedAt = performance.now();
    const reply = await this.store.acquire(key, token, options.ttl, mayWait, options.signal);
    if (!reply.taken) return { heldForMs: reply.heldForMs };
    const lease = new Lease(options.ttl, askedAt);
    // An answer this late is worth nothing: the lease may be over.
    if (lease.left <= 0) {
      await this.store.release(key, token);
      return { heldForMs: 0 };
    }
    options.signal?.throwIfAborted();
    // It came while the app gave all its locks back.
    if (this.isClosed()) {
      await this.store.release(key, token);
      throw new RedisUnavailableError('The app has shut down: no more locks are given', key);
    }
    const lock = new HeldLock(key, token, reply.fence, options.renew, lease, this.store, this.watcher);
    this.held.add(lock);
    return { got: lock };
  }

  private isClosed(): boolean {
    return this.closed;
  }

  // The server may have done what nobody here heard of: without this the lock would stay taken for a whole lease.
  private giveBack(key: string, token: string): void {
    this.store.release(key, token).catch((error: unknown) => {
      this.logger.debug(`Could not give up waiting for lock "${key}": ${asError(error).message}`);
    });
  }

  private readonly watcher: LockWatcher = {
    lost: (error) => {
      this.logger.warn(error.message);
    },
    ended: (lock) => {
      this.held.delete(lock);
    },
    releaseFailed: ({ key }, error) => {
      this.logger.warn(`Could not give back lock "${key}", its lease will end: ${asError(error).message}`);
    },
  };
}
