import { Timers } from '../../common/timers.js';
import type { RedisConnection } from '../../redis/redis-connection.js';
import type { Subscriptions } from '../../redis/subscriptions.js';
import { Subscriber } from '../../redis/subscriber.js';
import { HeldLock, type LockOwner, type LockCallbacks } from '../lease/held-lock.js';
import type { Lease } from '../lease/lease.js';
import type { LockNames } from '../keys/lock-names.js';
import type { LockStore } from '../store/lock-store.js';
import { GiveBack } from './give-back.js';
import { WaitQueue } from './wait-queue.js';
import type { Waiter } from './waiter.js';
import type { WaitQueueContext } from './wait-queue-context.js';

/** All locks that this process holds or waits for, each in its wait queue. */
export class WaitQueues implements WaitQueueContext {
  private readonly waitQueues = new Map<string, WaitQueue>();
  /** Why nobody may wait any more. */
  refusal: Error | undefined;
  /** Whether no more locks are given at all. */
  isClosed = false;
  readonly timers: Timers;
  private readonly wakeUps: Subscriber;
  private readonly giveBack: GiveBack;

  constructor(
    readonly store: LockStore,
    readonly commandTimeoutMs: number,
    connection: RedisConnection,
    subscriptions: Subscriptions,
    private readonly callbacks: LockCallbacks,
  ) {
    this.timers = new Timers(store.clock);
    this.giveBack = new GiveBack(store, connection);
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
      onRefused: () => {
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
    const given = this.giveBack.settled();
    await this.store.settled();
    await given;
  }

  close(): void {
    this.wakeUps.close();
  }

  get isSubscribed(): boolean {
    return this.wakeUps.isSubscribed;
  }

  get isComing(): boolean {
    return this.wakeUps.isComing;
  }

  listen(): void {
    void this.wakeUps.listen();
  }

  hold(waiter: Waiter, owner: LockOwner, fence: number, takenAt: number, lease: Lease): HeldLock {
    const { token, kind, options } = waiter;
    return new HeldLock(owner, token, kind, options, fence, takenAt, lease, this.callbacks);
  }

  giveUp(names: LockNames, token: string, forMs: number, keepMs?: number): void {
    this.giveBack.owe(names, token, forMs, keepMs);
  }

  // Another one may have come into its place: what was lost long ago is given back late.
  retired(waitQueue: LockOwner): void {
    const { lock } = waitQueue.names;
    if (this.waitQueues.get(lock) === waitQueue) this.waitQueues.delete(lock);
  }

  private lookAgain(): void {
    for (const waitQueue of this.waitQueues.values()) if (waitQueue.waiting > 0) waitQueue.look();
  }
}
