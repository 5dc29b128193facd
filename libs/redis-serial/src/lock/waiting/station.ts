import { performance } from 'node:perf_hooks';
import { asError } from '../../common/as-error.js';
import { isPassing } from '../../redis/reply-failure.js';
import type { HeldLock, Release } from '../lease/held-lock.js';
import type { LockNames } from '../lock-names.js';
import type { LockStore } from '../lock-store.js';
import type { Turn } from '../turns.js';
import { AskTurn, GiveTurn, LeaveTurn, type TurnHost } from './station-turns.js';
import { LocalQueue } from './local-queue.js';
import type { Waiter } from './waiter.js';

// A message can be lost, and a process that was granted the lock can be dead: whoever waits looks again after so long.
const LOOK_AGAIN_MS = 300;
// Whoever waits behind a lock of this very process stands in the queue only when that is held for longer.
const BEHIND_OWN_MS = 100;
const AFTER_TROUBLE_MS = 50;
// After so long locally, the clock's estimate of the arrival is better than the server's time of asking.
const JUST_NOW_MS = 1;

/** What a station needs of the rest of the library. */
export interface Yard {
  readonly store: LockStore;
  readonly commandTimeoutMs: number;
  /** Whether this process would hear that it was granted a lock. */
  readonly hears: boolean;
  /** Sees to it that it hears. */
  listen(onListening: () => void): void;
  /** Why nobody may wait any more. */
  readonly refusal: Error | undefined;
  /** Whether no more locks are given at all. */
  readonly isClosed: boolean;
  /** Makes a lock of what was taken; undefined when the answer came too late to be trusted. */
  hold(waiter: Waiter, station: Station, fence: number, askedAt: number): HeldLock | undefined;
  /** Gives back what a token may hold that nobody uses. */
  giveUp(names: LockNames, token: string, forMs: number): void;
  retired(station: Station): void;
}

/**
 * The waiters of one lock in this process, in the order they came. Redis knows of the first one only: it stands in the
 * queue for the process, and the next one takes its place when it is done. One question is under way at a time.
 */
export class Station implements TurnHost {
  private readonly waiters = new LocalQueue<Waiter>();
  // Made when needed: most locks have one holder and nobody who waits.
  private releases: Release[] | undefined;
  private sharers: Set<HeldLock> | undefined;
  /** The lock that keeps all others out, when it is this process that holds it. */
  private holder: HeldLock | undefined;
  private underWay = 0;
  private due = false;
  private inQueue = false;
  private timer: NodeJS.Timeout | undefined;
  private troubleSince: number | undefined;

  constructor(
    readonly names: LockNames,
    private readonly yard: Yard,
  ) {}

  /** How many wait here. */
  get waiting(): number {
    return this.waiters.size;
  }

  /** The locks that this process holds here. */
  get held(): readonly HeldLock[] {
    return [...(this.holder ? [this.holder] : []), ...(this.sharers ?? [])];
  }

  join(waiter: Waiter): void {
    if (waiter.options.wait === 0) {
      // It goes away at once if there is anybody else, so that it need not stand behind them.
      this.ask(waiter);
      return;
    }
    this.waiters.add(waiter);
    if (this.waiters.size > 1 || this.underWay > 0 || this.holder) waiter.bePatient();
    if (this.waiters.size === 1) {
      // Redis must hear at once who is there, or be told later when that was.
      if (this.holder && this.yard.store.clock.isPrecise) this.lookIn(BEHIND_OWN_MS);
      else this.due = true;
    }
    this.proceed();
  }

  /** A waiter has given up. */
  left(waiter: Waiter): void {
    const wasFirst = this.waiters.first === waiter;
    this.waiters.delete(waiter);
    // Whoever is first now must stand in the queue.
    if (wasFirst && this.inQueue) this.due = true;
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
    this.sharers?.delete(lock);
    if (this.holder === lock) {
      this.holder = undefined;
      this.due = true;
    }
    this.proceed();
  }

  /** Those who wait for somebody here do so no longer; who only asks is answered still. */
  refuseWaiting(error: unknown): void {
    for (const waiter of this.waiters) if (waiter.isPatient) this.refuse(waiter, error);
    this.proceed();
  }

  private proceed(): void {
    if (this.underWay > 0) return;
    const { first } = this.waiters;
    if (this.releases) this.giveBackAll(this.releases, first);
    else if (!first) {
      if (this.inQueue) this.leave();
      else this.rest();
    } else if (this.due) {
      this.due = false;
      this.ask(first);
    }
  }

  private rest(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.holder && !this.sharers?.size) this.yard.retired(this);
  }

  private giveBackAll(releases: readonly Release[], first: Waiter | undefined): void {
    this.releases = undefined;
    releases.forEach((release, index) => {
      const isLast = index === releases.length - 1;
      if (first && isLast && release.keepMs <= 0) this.ask(first, release);
      else this.serve(new GiveTurn(this, release));
    });
  }

  private ask(waiter: Waiter, passed?: Release): void {
    const { store, hears } = this.yard;
    if (waiter.ticket === undefined && performance.now() - waiter.arrivedAt > JUST_NOW_MS)
      waiter.ticket = store.clock.microsAt(waiter.arrivedAt);
    const waits = hears && waiter.options.wait > 0;
    this.serve(new AskTurn(this, waiter, waits, this.waiters.size, passed));
  }

  private leave(): void {
    this.inQueue = false;
    this.serve(new LeaveTurn(this));
  }

  private serve(turn: Turn): void {
    this.underWay++;
    this.yard.store.serve(turn);
  }

  over(): void {
    this.underWay--;
    this.proceed();
  }

  given({ lock, keepMs }: Release, isPassedOn: boolean): void {
    this.sharers?.delete(lock);
    if (this.holder === lock) this.holder = undefined;
    if (isPassedOn) return;
    if (keepMs > 0 && this.waiters.size > 0) this.lookIn(keepMs);
    else this.due = true;
  }

  refused({ waiter, waits }: AskTurn, heldForMs: number, micros: number): void {
    this.troubleSince = undefined;
    this.inQueue ||= waits;
    waiter.trouble = undefined;
    waiter.ticket ??= micros;
    waiter.heldForMs = heldForMs;
    if (waiter.isSettled) return;
    if (waiter.options.wait === 0) waiter.timeOut();
    else if (this.yard.refusal) this.refuse(waiter, this.yard.refusal);
    else this.stay(waiter, waits, heldForMs);
  }

  private stay(waiter: Waiter, waits: boolean, heldForMs: number): void {
    waiter.bePatient();
    this.lookIn(heldForMs + 1);
    if (waits) return;
    this.yard.listen(() => {
      this.look();
    });
  }

  taken({ waiter, waits }: AskTurn, fence: number, askedAt: number): void {
    this.troubleSince = undefined;
    if (waits) this.inQueue = false;
    if (this.yard.isClosed && this.yard.refusal) this.refuse(waiter, this.yard.refusal);
    if (waiter.isSettled) {
      // It gave up meanwhile.
      this.yard.giveUp(this.names, waiter.token, waiter.options.ttl);
      return;
    }
    const lock = this.yard.hold(waiter, this, fence, askedAt);
    if (!lock) {
      this.due = true;
      return;
    }
    this.waiters.delete(waiter);
    if (lock.kind === 'w') this.holder = lock;
    else (this.sharers ??= new Set()).add(lock);
    waiter.give(lock);
    if (this.timer) clearTimeout(this.timer);
    this.timer = undefined;
    this.due = this.waiters.size > 0 && !this.holder;
    if (this.waiters.size > 0 && this.holder) this.lookIn(BEHIND_OWN_MS);
  }

  notGiven(release: Release, error: unknown): void {
    const isOver = performance.now() - release.since >= this.yard.commandTimeoutMs;
    if (!isPassing(error) || isOver) {
      release.fail(error);
      return;
    }
    setTimeout(() => {
      this.release({ ...release, isRepeated: true });
    }, AFTER_TROUBLE_MS);
  }

  private refuse(waiter: Waiter, error: unknown): void {
    this.waiters.delete(waiter);
    waiter.refuse(error);
  }

  unanswered({ waiter, since }: AskTurn, error: unknown): void {
    this.troubleSince ??= since;
    const isOver = performance.now() - this.troubleSince >= this.yard.commandTimeoutMs;
    if (waiter.isSettled || waiter.options.wait === 0 || !isPassing(error) || isOver) {
      this.troubleSince = undefined;
      // It may stand there, or not: nobody heard.
      this.inQueue ||= this.yard.hears;
      this.yard.giveUp(this.names, waiter.token, waiter.options.ttl);
      this.refuse(waiter, error);
      for (const each of this.waiters) this.refuse(each, error);
      return;
    }
    for (const each of this.waiters) {
      each.trouble = asError(error);
      each.bePatient();
    }
    this.lookIn(AFTER_TROUBLE_MS);
  }

  private lookIn(ms: number): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(
      () => {
        this.look();
      },
      Math.min(ms, LOOK_AGAIN_MS * (1 + Math.random() / 3)),
    );
  }
}
