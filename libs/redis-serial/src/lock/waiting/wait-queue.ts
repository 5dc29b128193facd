import { asError } from '../../common/as-error.js';
import type { Clock } from '../../common/clock.js';
import type { Timers } from '../../common/timers.js';
import { RedisUnavailableError } from '../../redis/redis-unavailable.error.js';
import type { ServerClockEstimate } from '../../redis/server-clock-estimate.js';
import type { HeldLock, Release } from '../lease/held-lock.js';
import { leaseOf } from '../lease/hold-limits.js';
import { Lease } from '../lease/lease.js';
import type { LockNames } from '../keys/lock-names.js';
import type { LockCommand } from '../store/lock-command.js';
import type { LocalHandoff } from './local-handoff.js';
import { reportHandOver } from './hand-over.js';
import { Holders } from './holders.js';
import { LocalQueue } from './local-queue.js';
import { PollTimer } from './poll-timer.js';
import {
  AcquireCommand,
  ReleaseCommand,
  DequeueCommand,
  type Taking,
  type CommandListener,
} from './queue-commands.js';
import { AFTER_TROUBLE_MS, OutageTimer } from './outage-timer.js';
import type { Waiter } from './waiter.js';
import type { WaitQueueContext } from './wait-queue-context.js';

// Whoever waits behind a lock of this very process stands in the queue only when that is held for longer.
const BEHIND_OWN_MS = 100;
// After so long locally, the clock's estimate of the arrival is better than the server's time of asking.
const JUST_NOW_MS = 1;

/**
 * The waiters of one lock in this process, in the order they came. Redis knows of the first one only: it stands in the
 * queue for the process, and the next one takes its place when it is done. One question is under way at a time.
 */
export class WaitQueue implements CommandListener {
  private readonly waiters = new LocalQueue<Waiter>();
  private readonly pollTimer: PollTimer;
  private readonly outage: OutageTimer;
  // Made when needed: most locks have one holder and nobody who waits.
  private releases: Release[] | undefined;
  private readonly holders = new Holders();
  /** What makes it possible to hand the lock on without asking. */
  private handoff: LocalHandoff | undefined;
  private underWay = 0;
  private due = false;
  private inQueue = false;

  constructor(
    readonly names: LockNames,
    private readonly context: WaitQueueContext,
  ) {
    this.pollTimer = new PollTimer(this.clock, () => {
      this.look();
    });
    this.outage = new OutageTimer(this.clock, context.commandTimeoutMs);
  }

  get clock(): Clock {
    return this.context.store.clock;
  }

  get timers(): Timers {
    return this.context.timers;
  }

  /** How many wait here. */
  get waiting(): number {
    return this.waiters.size;
  }

  /** The locks that this process holds here. */
  get held(): readonly HeldLock[] {
    return this.holders.all;
  }

  join(waiter: Waiter): void {
    // One that does not wait goes away at once if there is anybody else, so that it need not stand behind them.
    if (waiter.options.wait === 0) this.ask(waiter);
    else {
      this.waiters.add(waiter);
      if (this.waiters.size > 1 || this.underWay > 0 || this.holders.sole) waiter.bePatient();
      if (this.waiters.size === 1) this.meetFirst();
      this.proceed();
    }
  }

  /** A waiter has given up. */
  hasLeft(waiter: Waiter): void {
    // Whoever is first then must stand in the queue.
    if (this.waiters.first === waiter && this.inQueue) this.due = true;
    this.waiters.delete(waiter);
    this.proceed();
  }

  /** Something may have changed in Redis. */
  look(): void {
    this.due = true;
    this.proceed();
  }

  release(release: Release): void {
    (this.releases ??= []).push(release);
    this.proceed();
  }

  /** A lock is held no more. */
  ended(lock: HeldLock): void {
    if (this.holders.delete(lock)) this.due = true;
    this.proceed();
  }

  /** Somebody else gave a fence that stands for this lock too: those that were kept back for hand-overs may be lower. */
  fenceRaised(): void {
    this.handoff = undefined;
  }

  /** Those who wait for somebody here do so no longer; who only asks is answered still. */
  refuseWaiting(error: unknown): void {
    for (const waiter of this.waiters) if (waiter.isPatient) this.refuse(waiter, error);
    this.proceed();
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
      this.pollTimer.in(heldForMs + 1);
      if (!waits)
        this.context.listen(() => {
          this.look();
        });
    }
  }

  unanswered({ waiter, since }: AcquireCommand, error: unknown): void {
    const mayPass = this.outage.mayPass(error, since);
    if (mayPass && !waiter.isSettled && waiter.options.wait > 0) {
      for (const each of this.waiters) each.bePatient(asError(error));
      this.pollTimer.in(AFTER_TROUBLE_MS);
      return;
    }
    // It may stand there, or not: nobody heard.
    this.inQueue ||= this.context.hears;
    this.context.giveUp(this.names, waiter.token, waiter.options.ttl);
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
    if (!this.outage.mayPass(error, release.since)) release.fail(error);
    else
      this.clock.after(AFTER_TROUBLE_MS, () => {
        this.release({ ...release, isRepeated: true });
      });
  }

  over(): void {
    this.underWay--;
    this.proceed();
  }

  private get serverClock(): ServerClockEstimate {
    return this.context.store.clockOf(this.names.shard);
  }

  // Redis must hear soon who is first here, or be told later when that one came.
  private meetFirst(): void {
    this.pollTimer.stop();
    this.due = false;
    if (!this.waiters.first) return;
    if (this.holders.sole && this.serverClock.isPrecise) this.pollTimer.in(BEHIND_OWN_MS);
    else this.due = true;
  }

  private proceed(): void {
    if (this.underWay > 0) return;
    const { first } = this.waiters;
    if (this.releases) this.giveBackAll(this.releases, first);
    else if (!first) this.rest();
    else if (this.due) {
      this.due = false;
      this.ask(first);
    }
  }

  private rest(): void {
    this.pollTimer.stop();
    if (this.inQueue) {
      this.inQueue = false;
      this.serve(new DequeueCommand(this));
    } else if (this.holders.isEmpty) this.context.retired(this);
  }

  private giveBackAll(releases: readonly Release[], first: Waiter | undefined): void {
    this.releases = undefined;
    const [only] = releases;
    if (first && only && releases.length === 1 && this.handOn(only, first)) return;
    releases.forEach((release, index) => {
      const isLast = index === releases.length - 1;
      if (first && isLast && release.keepMs <= 0) this.ask(first, release);
      else this.serve(new ReleaseCommand(this, release));
    });
  }

  private ask(waiter: Waiter, passed?: Release): void {
    const waits = this.context.hears && waiter.options.wait > 0;
    this.serve(this.askFor(waiter, waits, passed));
  }

  private askFor(waiter: Waiter, waits: boolean, passed?: Release): AcquireCommand {
    const next =
      waits && waiter.kind !== 'w' && waiter === this.waiters.first ? this.waiters.second : undefined;
    this.stamp(waiter);
    if (next) this.stamp(next);
    return new AcquireCommand(
      this,
      waiter,
      waits,
      this.waiters.size,
      this.context.store.process,
      next,
      passed,
    );
  }

  private stamp(waiter: Waiter): void {
    if (waiter.ticket === undefined && this.clock.now() - waiter.arrivedAt > JUST_NOW_MS)
      waiter.ticket = this.serverClock.microsAt(waiter.arrivedAt);
  }

  private serve(command: LockCommand): void {
    this.underWay++;
    this.context.store.serve(command);
  }

  // The lease is this process's, so that the next one need not wait for Redis to hear of it.
  private handOn(release: Release, waiter: Waiter): boolean {
    const from = this.handoff;
    const ask = this.askFor(waiter, false);
    const askedAt = this.clock.now();
    const to = from?.handedTo(waiter, release, this.serverClock.microsAt(askedAt) ?? 0);
    if (!from || !to) return false;
    this.underWay++;
    this.given(release, true);
    this.taken(ask, { fence: to.fence, askedAt, handoff: to }, release.lock.presentLease);
    void this.report(release, from, to, this.holders.sole);
    return true;
  }

  private async report(
    release: Release,
    from: LocalHandoff,
    to: LocalHandoff,
    taker: HeldLock | undefined,
  ): Promise<void> {
    const { store, commandTimeoutMs } = this.context;
    try {
      const outcome = await reportHandOver(store, this.names, from, to, commandTimeoutMs);
      if (outcome !== 'as known') this.handoff = undefined;
      if (outcome === 'lost') taker?.takenAway();
      release.settle(outcome !== 'lost');
    } catch (error) {
      this.handoff = undefined;
      // Redis may know the one or the other, or neither: nobody here can rely on it.
      taker?.takenAway();
      for (const { token } of [from, to]) this.context.giveUp(this.names, token, release.lock.options.ttl);
      release.fail(error);
    }
    this.over();
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

  private refuse(waiter: Waiter, error: unknown): void {
    this.waiters.delete(waiter);
    waiter.refuse(error);
  }
}
