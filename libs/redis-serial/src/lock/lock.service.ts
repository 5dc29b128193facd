import type { Instrumentation } from '../common/instrumentation.js';
import { asError } from '../common/as-error.js';
import type { Duration } from '../common/duration.js';
import { atMost } from '../common/race.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import { RedisUnavailableError } from '../redis/redis-unavailable.error.js';
import type { Subscriptions } from '../redis/subscriptions.js';
import { heldHere, runUnder } from './context/current-lock.js';
import { OptionsCache } from './options-cache.js';
import type { HeldLock } from './lease/held-lock.js';
import { ReenteredLock } from './lease/reentered-lock.js';
import type { LockEvents } from './lock-events.js';
import { LockReports } from './lock-reports.js';
import { LockLostError, LockTimeoutError } from './lock.errors.js';
import { canBeToken, checkLockKey, checkLockKeys } from './keys/lock-key.js';
import type { Lock } from './lock.js';
import { kindOf, resolveTtl, type LockOptions, type ResolvedLockOptions } from './lock.options.js';
import type { LockStore } from './store/lock-store.js';
import type { LockState } from '../lua/lock/inspect-lock.script.js';
import { acquireAll } from './several-keys/acquire-all.js';
import type { TransactionWatch } from './context/transaction-watch.js';
import { WaitQueues } from './waiting/wait-queues.js';
import { Waiter } from './waiting/waiter.js';

const LONGEST_FAREWELL_MS = 1_000;

/** Work that runs under a lock. */
export type LockedWork<T> = (lock: Lock) => T | Promise<T>;

/** Locks resources for all processes that share the Redis. */
export class LockService {
  private readonly reports: LockReports;
  private readonly waitQueues: WaitQueues;
  private readonly options: OptionsCache;

  /** @internal Nest makes it. */
  constructor(
    private readonly store: LockStore,
    private readonly defaults: ResolvedLockOptions,
    connection: RedisConnection,
    subscriptions: Subscriptions,
    commandTimeoutMs: number,
    private readonly transactions: TransactionWatch,
    events: LockEvents,
    private readonly instrumentation: Instrumentation,
  ) {
    this.options = new OptionsCache(defaults);
    this.reports = new LockReports(store, events);
    this.waitQueues = new WaitQueues(store, commandTimeoutMs, connection, subscriptions, this.reports);
  }

  /**
   * Takes the lock on a key, or the locks on several keys (all or none). Waits while somebody else holds one of them.
   * @throws {LockTimeoutError} when someone else held the lock for the whole of `wait`.
   * @throws {LockKeyError} when the key can't name a resource.
   * @throws {RedisUnavailableError} when Redis did not reply, or the app shuts down.
   * @example
   * await using lock = await locks.acquire('order:7', { wait: '2s' }); // is released at the end of the block
   */
  acquire(key: string | readonly string[], options?: LockOptions): Promise<Lock> {
    const { instrument } = this.instrumentation;
    if (instrument) return instrument.acquiring(key, () => this.ask(key, options));
    return this.ask(key, options);
  }

  private ask(key: string | readonly string[], options: LockOptions | undefined): Promise<Lock> {
    try {
      const resolved = this.options.resolve(options);
      if (typeof key === 'string') return this.take(checkLockKey(key), resolved);
      return acquireAll(checkLockKeys(key), resolved, this.store, (...one) => this.take(...one));
    } catch (error) {
      return Promise.reject(asError(error));
    }
  }

  /**
   * Takes the lock if it is free, else returns null at once. Otherwise throws as `acquire` does.
   * @example
   * await using lock = await locks.tryAcquire('order:7');
   * if (!lock) return 'somebody is working on it';
   */
  async tryAcquire(key: string | readonly string[], options?: LockOptions): Promise<Lock | null> {
    try {
      return await this.acquire(key, { ...options, wait: 0 });
    } catch (error) {
      if (error instanceof LockTimeoutError) return null;
      throw error;
    }
  }

  /**
   * Runs work under the lock on a key and returns what the work returns. Throws as `acquire` does, and what the work
   * throws.
   * @example
   * await locks.withLock('order:7', async ({ signal }) => {
   *   signal.throwIfAborted(); // the lock was lost: stop
   * });
   */
  async withLock<T>(key: string | readonly string[], work: LockedWork<T>): Promise<T>;
  async withLock<T>(key: string | readonly string[], options: LockOptions, work: LockedWork<T>): Promise<T>;
  async withLock<T>(
    key: string | readonly string[],
    ...rest: [LockedWork<T>] | [LockOptions, LockedWork<T>]
  ): Promise<T> {
    const [options, work] = rest.length === 1 ? [undefined, rest[0]] : rest;
    await using lock = await this.acquire(key, options);
    return await this.runUnder(lock, async () => await work(lock));
  }

  /** Runs work under a lock that is already held. @internal */
  runUnder<T>(lock: Lock, work: () => Promise<T>): Promise<T> {
    const { instrument } = this.instrumentation;
    if (instrument) return instrument.holding(lock, () => runUnder(lock, work));
    return runUnder(lock, work);
  }

  /** Releases the lock that a token holds, from any process. Returns false when the token does not hold it. */
  async release(key: string, token: string): Promise<boolean> {
    const names = this.store.naming.of(checkLockKey(key));
    if (!canBeToken(token)) return false;
    const held = this.waitQueues.heldBy(token, names);
    return held ? await held.releaseForAll() : await this.store.release(names, token);
  }

  /**
   * Renews the lease of the lock that a token holds, from any process. Returns false when the token does not hold it.
   * Only the holder's own process can shorten a lease: in another one, the holder would not know.
   */
  async extend(key: string, token: string, ttl?: Duration): Promise<boolean> {
    const names = this.store.naming.of(checkLockKey(key));
    const leaseMs = resolveTtl(ttl ?? this.defaults.ttl);
    if (!canBeToken(token)) return false;
    const held = this.waitQueues.heldBy(token, names);
    if (!held) return await this.store.extendAtLeast(names, token, leaseMs);
    try {
      await held.extend(ttl);
      return true;
    } catch (error) {
      if (error instanceof LockLostError) return false;
      throw error;
    }
  }

  /**
   * Tells who holds a lock and how many wait for it; null when it is free.
   * @example
   * const holders = (await locks.inspect('order:7'))?.holders ?? [];
   */
  async inspect(key: string): Promise<LockState | null> {
    const names = this.store.naming.of(checkLockKey(key));
    const found = await this.store.inspect(names);
    if (!found) return null;
    let waiting = this.waitQueues.waitingFor(names);
    for (const [process, count] of found.waiting) if (process !== this.store.process) waiting += count;
    return { mode: found.mode, holders: found.holders, waiting };
  }

  /**
   * Takes a lock away from its holder. Returns false when it was free. The holder's signal aborts at its next renewal.
   */
  async forceRelease(key: string): Promise<boolean> {
    return await this.store.forceRelease(this.store.naming.of(checkLockKey(key)));
  }

  /** Refuses all waiters, present and future. Free locks can still be taken, by requests that are under way. */
  close(): void {
    this.waitQueues.refuseWaiting(
      new RedisUnavailableError('The app shuts down and no longer waits for locks'),
    );
  }

  /**
   * Releases every lock that is held or about to be taken, and aborts the holders' signals. No lock can be taken
   * afterwards.
   */
  async releaseAll(): Promise<void> {
    this.close();
    const released = this.waitQueues.revokeAll('the app shuts down').then(() => this.waitQueues.settled());
    // When Redis is away the leases end by themselves, and the app need not wait for that.
    await atMost(this.store.clock, LONGEST_FAREWELL_MS, released);
    this.waitQueues.close();
  }

  // No await here, as in acquire: every lock would pay for it.
  private take(key: string, options: ResolvedLockOptions, token?: string): Promise<HeldLock | ReenteredLock> {
    options.signal?.throwIfAborted();
    this.transactions.lockAsked(key);
    if (this.waitQueues.isClosed)
      throw new RedisUnavailableError('The app has shut down and takes no more locks', key);
    if (options.reentrant) {
      const held = heldHere(key, kindOf(options), this.reports);
      if (held) return Promise.resolve(new ReenteredLock(held));
    }
    const waitQueue = this.waitQueues.at(key);
    const waiter = new Waiter(waitQueue, options, token);
    waitQueue.join(waiter);
    this.reports.asked(waiter.lock);
    return waiter.lock;
  }
}
