import { asError } from '../../common/as-error.js';
import type { Clock } from '../../common/clock.js';
import type { Timers } from '../../common/timers.js';
import { RedisUnavailableError } from '../../redis/redis-unavailable.error.js';
import { isPassing, mayBeDone } from '../../redis/reply-failure.js';
import type { ServerClockEstimate } from '../../redis/server-clock-estimate.js';
import type { LockNames } from '../keys/lock-names.js';
import type { HeldLock, LockOwner, Release } from '../lease/held-lock.js';
import { leaseOf } from '../lease/hold-limits.js';
import { Lease } from '../lease/lease.js';
import { Holders } from './holders.js';
import type { LocalHandoff } from './local-handoff.js';
import { LocalQueue } from './local-queue.js';
import { AFTER_TROUBLE_MS, OutageTimer } from './outage-timer.js';
import { PollTimer } from './poll-timer.js';
import type { AcquireCommand, CommandListener, Taking } from './queue-commands.js';
import type { Waiter } from './waiter.js';
import type { WaitQueueContext } from './wait-queue-context.js';

// Whoever waits behind a lock of this very process stands in the queue only when that is held for longer.
const BEHIND_OWN_MS = 100;

/** What a wait queue knows of its lock, and what the answers of Redis change in that. */
export abstract class QueueAnswers implements CommandListener, LockOwner {
  protected readonly waiters = new LocalQueue<Waiter>();
  protected readonly holders = new Holders();
  /** What makes it possible to hand the lock on without asking. */
  protected handoff: LocalHandoff | undefined;
  /** How many commands are under way. */
  protected underWay = 0;
  /** Whether Redis is to be asked as soon as nothing is under way. */
  protected due = false;
  /** Whether this process stands in the queue that Redis has. */
  protected inQueue = false;
  protected readonly pollTimer: PollTimer;
  private readonly outage: OutageTimer;

  constructor(
    readonly names: LockNames,
    protected readonly context: WaitQueueContext,
  ) {
    this.pollTimer = new PollTimer(this.clock, () => {
      this.look();
    });
    this.outage = new OutageTimer(this.clock, context.commandTimeoutMs);
  }

  get clock(): Clock {
    return this.context.store.clock;
  }

  taken(
    { waiter, waits, next }: AcquireCommand,
    { fence, askedAt, handoff }: Taking,
    inherited?: Lease,
  ): void {
    this.outage.over();
    if (waits) this.inQueue = next !== undefined;
    if (this.context.isClosed && this.context.refusal) this.refuse(waiter, this.context.refusal);
    const lease = inherited ?? new Lease(leaseOf(waiter.options), askedAt, this.clock);
    // It gave up meanwhile: whoever is next asks, once that is on its way back.
    if (waiter.isSettled) {
      this.context.giveUp(this.names, waiter.token, waiter.options.ttl);
      this.due = true;
    } else if (lease.remainingMs <= 0) this.tooLate(waiter);
    else {
      this.waiters.delete(waiter);
      const lock = this.context.hold(waiter, this, fence, askedAt, lease);
      this.holders.add(lock);
      this.handoff = handoff;
      waiter.give(lock);
      this.meetFirst();
    }
  }

  refused({ waiter, waits }: AcquireCommand, heldForMs: number, micros: number): void {
    this.outage.over();
    this.inQueue ||= waits;
    waiter.outage = undefined;
    waiter.ticket ??= micros;
    waiter.heldForMs = heldForMs;
    // It gave up meanwhile, and stands in the queue for whoever is next.
    if (waiter.isSettled) this.due = true;
    else if (waiter.options.wait === 0) waiter.timeOut();
    else if (this.context.refusal) this.refuse(waiter, this.context.refusal);
    else {
      waiter.bePatient();
      this.pollTimer.in(heldForMs + 1, this.context.isSubscribed || this.context.isComing);
      this.context.listen();
    }
  }

  unanswered({ waiter, waits, since }: AcquireCommand, error: unknown): void {
    const mayPass = this.outage.mayPass(error, since);
    if (mayBeDone(error)) {
      waiter.mayHold = true;
      // It may stand there, or not: nobody heard.
      this.inQueue ||= waits;
    }
    if (mayPass && !waiter.isSettled && waiter.options.wait > 0) {
      for (const each of this.waiters) each.bePatient(asError(error));
      this.pollTimer.in(AFTER_TROUBLE_MS);
      return;
    }
    if (waiter.mayHold) this.context.giveUp(this.names, waiter.token, waiter.options.ttl);
    this.refuse(waiter, error);
    if (mayPass) this.pollTimer.in(AFTER_TROUBLE_MS);
    else for (const each of this.waiters) this.refuse(each, error);
  }

  given({ lock, keepMs }: Release, isPassedOn: boolean): void {
    this.outage.over();
    this.holders.delete(lock);
    if (isPassedOn) return;
    if (keepMs > 0 && this.waiters.size > 0) this.pollTimer.in(keepMs);
    else this.due = true;
  }

  notGiven(release: Release, error: unknown): void {
    const { lock, keepMs } = release;
    if (!this.outage.mayPass(error, release.since)) {
      release.fail(error);
      // Its user is done with it, and must not keep it from the others for the rest of its lease.
      if (isPassing(error))
        this.context.giveUp(this.names, lock.token, lock.presentLease.remainingMs, keepMs);
    } else
      this.clock.after(AFTER_TROUBLE_MS, () => {
        this.release({ ...release, isRepeated: true });
      });
  }

  over(): void {
    this.underWay--;
    this.proceed();
  }

  abstract readonly timers: Timers;
  abstract release(release: Release): void;
  abstract ended(lock: HeldLock): void;
  abstract fenceRaised(): void;

  /** Something may have changed in Redis. */
  abstract look(): void;

  /** Asks what is to be asked now. */
  protected abstract proceed(): void;

  protected get serverClock(): ServerClockEstimate {
    return this.context.store.clockOf(this.names.shard);
  }

  // Redis must hear soon who is first here, or be told later when that one came.
  protected meetFirst(): void {
    this.pollTimer.stop();
    this.due = false;
    if (!this.waiters.first) return;
    if (this.holders.sole && this.serverClock.isPrecise) this.pollTimer.in(BEHIND_OWN_MS);
    else this.due = true;
  }

  protected refuse(waiter: Waiter, error: unknown): void {
    this.waiters.delete(waiter);
    waiter.refuse(error);
  }

  // The answer is worth nothing: the lease may be over. Who waits asks again, for as long as it waits.
  private tooLate(waiter: Waiter): void {
    const { options, token } = waiter;
    const error = new RedisUnavailableError(
      `Redis answered later than the lease of ${options.ttl} ms lasts: choose a longer ttl`,
      this.names.key,
    );
    if (options.wait > 0) {
      waiter.bePatient(error);
      this.due = true;
    } else {
      this.context.giveUp(this.names, token, options.ttl);
      this.refuse(waiter, error);
    }
  }
}
