import { exclusiveHolder } from '../../lua/lock/holder.record.js';
import type { Release } from '../lease/held-lock.js';
import type { Waiter } from './waiter.js';

/**
 * What a process knows of a lock that it holds and may hand on to its own waiters without asking who else waits: how
 * the holder stands in Redis, word for word, so that a hand-over takes place only if nothing has changed there; who
 * must not be passed over; and how many fences it may give by itself.
 */
export class LocalHandoff {
  constructor(
    readonly token: string,
    readonly fence: number,
    readonly since: number,
    /** When the first of the other processes' waiters came, in microseconds of the server's clock. */
    private readonly until: number,
    private readonly fencesLeft: number,
    readonly process: string,
  ) {}

  /** The holder as it stands in Redis; see `Holder`. */
  get text(): string {
    return exclusiveHolder(this, this.until < Infinity);
  }

  /** The handoff for the next one; undefined when it is not for this process to say who is next. */
  handedTo(waiter: Waiter, { lock, keepMs }: Release, micros: number): LocalHandoff | undefined {
    const { token, ticket, kind, options } = waiter;
    if (lock.token !== this.token || kind !== 'w' || keepMs > 0) return undefined;
    if (this.fencesLeft === 0 || ticket === undefined || ticket > this.until) return undefined;
    // The next one goes on in the lease of the one before, which must do for it.
    const { ttl, remainingMs } = lock.presentLease;
    if (ttl !== options.ttl || remainingMs < ttl / 2 || options.maxHold < Infinity || options.atLeast > 0)
      return undefined;
    return new LocalHandoff(token, this.fence + 1, micros, this.until, this.fencesLeft - 1, this.process);
  }
}
