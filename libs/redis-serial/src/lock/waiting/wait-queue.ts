import type { Timers } from '../../common/timers.js';
import type { HeldLock, Release } from '../lease/held-lock.js';
import type { LockCommand } from '../store/lock-command.js';
import { reportHandOver, type HandOver } from './hand-over.js';
import { QueueAnswers } from './queue-answers.js';
import { AcquireCommand, DequeueCommand, ReleaseCommand } from './queue-commands.js';
import type { Waiter } from './waiter.js';

// After so long locally, the clock's estimate of the arrival is better than the server's time of asking.
const JUST_NOW_MS = 1;

/**
 * The waiters of one lock in this process, in the order they came. Redis knows of the first one only: it stands in the
 * queue for the process, and the next one takes its place when it is done. One question is under way at a time.
 */
export class WaitQueue extends QueueAnswers {
  // Made when needed: most locks have one holder and nobody who waits.
  private releases: Release[] | undefined;

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

  /**
   * Somebody else gave a fence that stands for this lock too: those that were kept back for hand-overs may be lower.
   */
  fenceRaised(): void {
    this.handoff = undefined;
  }

  /** Those who wait for somebody here do so no longer; who only asks is answered still. */
  refuseWaiting(error: unknown): void {
    for (const waiter of this.waiters) if (waiter.isPatient) this.refuse(waiter, error);
    this.proceed();
  }

  protected proceed(): void {
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
    if (this.inQueue) this.dequeue();
    else if (this.holders.isEmpty) this.context.retired(this);
  }

  private dequeue(): void {
    this.inQueue = false;
    this.serve(new DequeueCommand(this));
  }

  private giveBackAll(releases: readonly Release[], first: Waiter | undefined): void {
    this.releases = undefined;
    const [only] = releases;
    if (first && only && releases.length === 1 && this.handOn(only, first)) return;
    // Nobody waits here any more: what is given back must not be granted to this process.
    if (!first && this.inQueue) this.dequeue();
    releases.forEach((release, index) => {
      const isLast = index === releases.length - 1;
      if (first && isLast && release.keepMs <= 0) this.ask(first, release);
      else this.serve(new ReleaseCommand(this, release));
    });
  }

  private ask(waiter: Waiter, passed?: Release): void {
    const waits = waiter.options.wait > 0 && !this.context.isComing;
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
      !this.context.isSubscribed,
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
    void this.report({ names: this.names, release, from, to, taker: this.holders.sole });
    return true;
  }

  private async report(handOver: HandOver): Promise<void> {
    if (!(await reportHandOver(this.context, handOver))) this.handoff = undefined;
    this.over();
  }
}
