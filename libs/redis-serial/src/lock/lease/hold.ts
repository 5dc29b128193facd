import { asError } from '../../common/as-error.js';
import type { LockLostError } from '../lock.errors.js';

/** A lock that can be released. */
export interface Returnable {
  /** Releases it in Redis; then calls one of the two. */
  sendBack(settle: (wasHeld: boolean) => void, fail: (error: unknown) => void): void;
  /** Called when it was released, unless it was lost before. */
  returned(wasHeld: boolean): void;
  /** Called when the release failed, unless it was lost before: Redis may still have it. */
  notReturned(): void;
}

/** Not released yet: held, or lost. */
interface InUse {
  readonly is: 'held' | 'lost';
  readonly lostBy: LockLostError | undefined;
  /** How many use it: its taker, and those who entered it again. */
  users: number;
  /** Whether its taker is done; others may still use it. */
  takerIsDone: boolean;
}

/** Being released, or released. It may have been lost before or meanwhile. */
interface GivenBack {
  readonly is: 'releasing' | 'released';
  readonly lostBy: LockLostError | undefined;
  /** Whether it was still held when it was released. */
  readonly outcome: Promise<boolean>;
}

/** The state of a lock that was taken: how many use it, whether it was lost, and whether it was released. */
export class Hold {
  private state: InUse | GivenBack = inUse(undefined);

  constructor(private readonly lock: Returnable) {}

  /** Whether somebody may use it. */
  get isHeld(): boolean {
    return this.state.is === 'held';
  }

  /** Whether it is being released, or was released. */
  get isGivenBack(): boolean {
    return 'outcome' in this.state;
  }

  /** Whether its holder can no longer use it. */
  get hasEnded(): boolean {
    return this.state.is === 'released' || this.state.lostBy !== undefined;
  }

  get lostBy(): LockLostError | undefined {
    return this.state.lostBy;
  }

  /** Counts one more user. The lock is released when each of them is done. */
  enter(): void {
    if (!('outcome' in this.state)) this.state.users++;
  }

  /** Ends the use of its taker; false when that had ended before. */
  release(): Promise<boolean> {
    const { state } = this;
    if (!('outcome' in state)) {
      if (state.takerIsDone) return Promise.resolve(false);
      state.takerIsDone = true;
    }
    return this.leave();
  }

  /** Ends the use of one user; the last one releases the lock. Returns whether it was held. */
  leave(): Promise<boolean> {
    const { state } = this;
    if ('outcome' in state) return state.outcome.then(() => false);
    if (--state.users > 0) return Promise.resolve(state.is === 'held');
    return this.giveBack();
  }

  /** Ends the use of all users, whether they know it or not. */
  releaseForAll(): Promise<boolean> {
    if (!('outcome' in this.state)) this.state = inUse(this.state.lostBy);
    return this.release();
  }

  /** Marks it as lost; false when it had ended already. */
  lose(lostBy: LockLostError): boolean {
    if (this.hasEnded) return false;
    this.state = 'outcome' in this.state ? { ...this.state, lostBy } : { ...this.state, is: 'lost', lostBy };
    return true;
  }

  private giveBack(): Promise<boolean> {
    const outcome = new Promise<boolean>((resolve, reject) => {
      const settle = (wasHeld: boolean): void => {
        const { lostBy } = this.state;
        this.state = { is: 'released', lostBy, outcome };
        if (!lostBy) this.lock.returned(wasHeld);
        resolve(wasHeld);
      };
      const fail = (error: unknown): void => {
        // The caller may try again.
        this.state = inUse(this.state.lostBy);
        if (this.isHeld) this.lock.notReturned();
        reject(asError(error));
      };
      this.lock.sendBack(settle, fail);
    });
    this.state = { is: 'releasing', lostBy: this.state.lostBy, outcome };
    return outcome;
  }
}

function inUse(lostBy: LockLostError | undefined): InUse {
  return { is: lostBy ? 'lost' : 'held', lostBy, users: 1, takerIsDone: false };
}
