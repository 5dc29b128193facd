import { asError } from '../../common/as-error.js';
import type { LockLostError } from '../lock.errors.js';

/** A lock that can be given back. */
export interface Returnable {
  /** Sends it back; one of the two hears what came of it. */
  sendBack(settle: (wasHeld: boolean) => void, fail: (error: unknown) => void): void;
  /** It is back, and was not lost before. */
  returned(wasHeld: boolean): void;
  /** It could not be given back, and was not lost: Redis may still hold it. */
  notReturned(): void;
}

/** Not given back: it can be trusted for as long as its lease goes on, or is lost. */
interface InUse {
  readonly is: 'held' | 'lost';
  readonly lostBy: LockLostError | undefined;
  /** How many use it: who took it, and those who entered it again. */
  users: number;
  /** Whether who took it is done; others may still use it. */
  takerIsDone: boolean;
}

/** On its way back, or back; it may have been lost before, or on the way. */
interface GivenBack {
  readonly is: 'releasing' | 'released';
  readonly lostBy: LockLostError | undefined;
  /** Whether it was still held. */
  readonly outcome: Promise<boolean>;
}

/** How it stands with a lock that was taken: who uses it, whether it was lost, and whether it was given back. */
export class Hold {
  private state: InUse | GivenBack = inUse(undefined);

  constructor(private readonly lock: Returnable) {}

  /** Whether somebody may use it. */
  get isHeld(): boolean {
    return this.state.is === 'held';
  }

  /** Whether it is on its way back, or back. */
  get isGivenBack(): boolean {
    return 'outcome' in this.state;
  }

  /** Whether it is over for its holder. */
  get hasEnded(): boolean {
    return this.state.is === 'released' || this.state.lostBy !== undefined;
  }

  get lostBy(): LockLostError | undefined {
    return this.state.lostBy;
  }

  /** Counts one more user: it is given back when each of them is done. */
  enter(): void {
    if (!('outcome' in this.state)) this.state.users++;
  }

  /** Who took it is done; false when it was before. */
  release(): Promise<boolean> {
    const { state } = this;
    if (!('outcome' in state)) {
      if (state.takerIsDone) return Promise.resolve(false);
      state.takerIsDone = true;
    }
    return this.leave();
  }

  /** One user is done; the last one gives it back. Answers whether it was held. */
  leave(): Promise<boolean> {
    const { state } = this;
    if ('outcome' in state) return state.outcome.then(() => false);
    if (--state.users > 0) return Promise.resolve(state.is === 'held');
    return this.giveBack();
  }

  /** All who use it are done, whether they know it or not. */
  releaseForAll(): Promise<boolean> {
    if (!('outcome' in this.state)) this.state = inUse(this.state.lostBy);
    return this.release();
  }

  /** Nobody can rely on it any more; false when that is so already. */
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
