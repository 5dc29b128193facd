import { Logger } from '@nestjs/common';
import { asError } from '../../common/as-error.js';
import { pause } from '../../common/pause.js';
import type { RedisConnection } from '../../redis/redis-connection.js';
import { isPassing } from '../../redis/reply-failure.js';
import type { LockNames } from '../keys/lock-names.js';
import type { LockStore } from '../store/lock-store.js';

/** What a token may hold that nobody uses. */
interface Owed {
  readonly names: LockNames;
  /** When its lease is over in any case, by the process's own clock. */
  readonly until: number;
  /** Until when it stays taken all the same. */
  readonly keptUntil: number;
  /** From when on nothing that was sent before can come any more; undefined before the first answer. */
  sureAt?: number;
}

const TRY_AGAIN_MS = 200;
// A client that sends commands again by itself may do so with pauses, behind what was sent later.
const RESENT_WITHIN_MS = 2_000;
// What is more than that ends with its lease.
const MOST_OWED = 10_000;

/**
 * Gives back what nobody uses: the server may have done what nobody here heard of, and without this the lock would stay
 * taken for a whole lease. One loop serves all of it, and asks nothing while there is no connection.
 */
export class GiveBack {
  private readonly logger = new Logger('LockService');
  private readonly owed = new Map<string, Owed>();
  private readonly ending = new AbortController();
  private loop: Promise<void> | undefined;

  constructor(
    private readonly store: LockStore,
    private readonly connection: RedisConnection,
  ) {}

  /** From now on it tries to give back what a token may hold for so long at most. */
  owe(names: LockNames, token: string, forMs: number, keepMs = 0): void {
    const now = this.store.clock.now();
    this.owed.set(token, { names, until: now + forMs, keptUntil: now + keepMs });
    for (const oldest of this.owed.keys()) {
      if (this.owed.size <= MOST_OWED) break;
      this.owed.delete(oldest);
    }
    this.loop ??= this.run().finally(() => (this.loop = undefined));
  }

  /** Tries at once what is to be tried again; resolves when nothing is owed any more. */
  async settled(): Promise<void> {
    this.ending.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    for (;;) {
      // All that failed together is given back together, in one script.
      if (this.connection.isReady) await Promise.all([...this.owed].map((one) => this.giveBack(...one)));
      this.forgetWhatIsOver();
      if (this.owed.size === 0 || (this.ending.signal.aborted && !this.connection.isReady)) return;
      await pause(this.store.clock, TRY_AGAIN_MS, this.ending.signal);
    }
  }

  private async giveBack(token: string, owed: Owed): Promise<void> {
    const { names, keptUntil } = owed;
    const { clock } = this.store;
    try {
      await this.store.release(names, token, keptUntil - clock.now());
      owed.sureAt ??= clock.now() + (this.connection.resends ? RESENT_WITHIN_MS : 0);
      if (owed.sureAt <= clock.now()) this.owed.delete(token);
    } catch (error) {
      const { message } = asError(error);
      this.logger.debug(`Could not give back lock "${names.key}" that nobody uses: ${message}`);
      if (!isPassing(error)) this.owed.delete(token);
    }
  }

  // A client that sends commands again after an outage may take the lock then, however long ago that was asked.
  private forgetWhatIsOver(): void {
    if (this.connection.resends) return;
    const now = this.store.clock.now();
    for (const [token, { until }] of this.owed) if (until <= now) this.owed.delete(token);
  }
}
