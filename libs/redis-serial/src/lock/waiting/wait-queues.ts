import { Logger } from '@nestjs/common';
import { asError } from '../../common/as-error.js';
import { retryUntil } from '../../common/retry-until.js';
import { Timers } from '../../common/timers.js';
import type { RedisConnection } from '../../redis/redis-connection.js';
import type { Subscriptions } from '../../redis/subscriptions.js';
import { isPassing } from '../../redis/reply-failure.js';
import { Subscriber } from '../../redis/subscriber.js';
import { HeldLock, type LockOwner, type LockCallbacks } from '../lease/held-lock.js';
import type { Lease } from '../lease/lease.js';
import type { LockNames } from '../keys/lock-names.js';
import type { LockStore } from '../store/lock-store.js';
import { WaitQueue } from './wait-queue.js';
import type { Waiter } from './waiter.js';
import type { WaitQueueContext } from './wait-queue-context.js';

// How often to try to give back what nobody uses, while Redis is away.
const TRY_AGAIN_MS = 200;

/** All locks that this process holds or waits for, each in its wait queue. */
export class WaitQueues implements WaitQueueContext {
  private readonly logger = new Logger('LockService');
  private readonly waitQueues = new Map<string, WaitQueue>();
  /** Why nobody may wait any more. */
  refusal: Error | undefined;
  /** Whether no more locks are given at all. */
  isClosed = false;
  readonly timers: Timers;
  private readonly wakeUps: Subscriber;
  /** What is being given back though nobody waits for it. */
  private readonly givingUp = new Set<Promise<void>>();
  private readonly ending = new AbortController();

  constructor(
    readonly store: LockStore,
    readonly commandTimeoutMs: number,
    connection: RedisConnection,
    subscriptions: Subscriptions,
    private readonly callbacks: LockCallbacks,
  ) {
    this.timers = new Timers(store.clock);
    // What is heard is a hint: waiters look at the truth in Redis by themselves too.
    this.wakeUps = new Subscriber(subscriptions, [store.naming.wakeChannel + store.process], {
      without: "Waiters can't be woken, only look from time to time",
      onMessage: (lock) => {
        const prefix = connection.clientPrefix;
        if (lock.startsWith(prefix)) this.waitQueues.get(lock.slice(prefix.length))?.look();
      },
      onActive: () => {
        this.lookAgain();
      },
      // Whoever waits must say that it hears nothing, so that it gets its turn all the same.
      onInactive: () => {
        this.lookAgain();
      },
    });
  }

  /** The wait queue of a lock; one without anybody is forgotten by itself. */
  at(key: string): WaitQueue {
    const names = this.store.naming.of(key);
    let waitQueue = this.waitQueues.get(names.lock);
    if (!waitQueue) {
      waitQueue = new WaitQueue(names, this);
      this.waitQueues.set(names.lock, waitQueue);
    }
    return waitQueue;
  }

  /** How many wait for a lock in this process. */
  waitingFor({ lock }: LockNames): number {
    return this.waitQueues.get(lock)?.waiting ?? 0;
  }

  /** The lock on a key that a token of this process holds. */
  heldBy(token: string, { lock }: LockNames): HeldLock | undefined {
    return this.waitQueues.get(lock)?.held.find((held) => held.token === token);
  }

  /** From now on nobody waits for somebody else; a free lock is given still. */
  refuseWaiting(error: Error): void {
    this.refusal = error;
    for (const waitQueue of this.waitQueues.values()) waitQueue.refuseWaiting(error);
  }

  /** Tells all holders that their locks end now, and gives these back; no more are given. */
  async revokeAll(reason: string): Promise<void> {
    this.isClosed = true;
    const held = [...this.waitQueues.values()].flatMap((waitQueue) => waitQueue.held);
    await Promise.all(held.map((lock) => lock.revoke(reason)));
  }

  /** Resolves when nothing is on its way back any more; what is to be tried again is tried at once. */
  async settled(): Promise<void> {
    this.ending.abort();
    await this.store.settled();
    await Promise.all(this.givingUp);
  }

  close(): void {
    this.wakeUps.close();
  }

  get isSubscribed(): boolean {
    return this.wakeUps.isSubscribed;
  }

  listen(): void {
    void this.wakeUps.listen();
  }

  hold(waiter: Waiter, owner: LockOwner, fence: number, takenAt: number, lease: Lease): HeldLock {
    const { token, kind, options } = waiter;
    return new HeldLock(owner, token, kind, options, fence, takenAt, lease, this.callbacks);
  }

  giveUp(names: LockNames, token: string, forMs: number): void {
    const given = this.giveBackWithin(names, token, forMs).finally(() => this.givingUp.delete(given));
    this.givingUp.add(given);
  }

  // Another one may have come into its place: what was lost long ago is given back late.
  retired(waitQueue: LockOwner): void {
    const { lock } = waitQueue.names;
    if (this.waitQueues.get(lock) === waitQueue) this.waitQueues.delete(lock);
  }

  private lookAgain(): void {
    for (const waitQueue of this.waitQueues.values()) if (waitQueue.waiting > 0) waitQueue.look();
  }

  // The server may have done what nobody here heard of: without this the lock would stay taken for a whole lease.
  private async giveBackWithin(names: LockNames, token: string, forMs: number): Promise<void> {
    const { clock } = this.store;
    const mayPass = (error: unknown): boolean => {
      const { message } = asError(error);
      this.logger.debug(`Could not give back lock "${names.key}" that nobody uses: ${message}`);
      return !this.isClosed || isPassing(error);
    };
    const until = clock.now() + forMs;
    const retry = { clock, until, everyMs: TRY_AGAIN_MS, mayPass, hurry: this.ending.signal };
    // What fails to the last ends with its lease.
    await retryUntil(() => this.store.release(names, token), retry).catch(() => undefined);
  }
}
