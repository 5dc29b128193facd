import type { Clock } from '../../common/clock.js';
import { pause } from '../../common/pause.js';
import type { CalendarMinute } from '../period/series-calendar.js';
import type { Series } from '../series.js';
import { Turn } from './turn.js';
import { IssuedHighs, type IssuedInPeriod } from './issued-highs.js';
import type { ShardKeys } from './shard-keys.js';
import { boundsOf, type ShardPeriod } from './shard-period.js';

/** What this process is to a shard that it has joined. */
export interface Membership {
  /** Members that may vouch for this process while its own registration is not safe. */
  readonly others: readonly string[];
  /** How many processes ever joined, with this one. */
  readonly joined: number;
  /** When this process joined, by its own clock. */
  readonly since: number;
}

/** What this process knows of a shard, whatever Redis has lost. */
export class Shard {
  readonly register: string;
  readonly history: string;
  readonly issued = new IssuedHighs();
  /** The highest `n` that this process was told. */
  w = 0;
  membership: Membership | undefined;
  /** The identity under which somebody has vouched for this process. */
  vouched = '';
  /** Whether its numbers are claimed from a store, since scripts see no loss here; undefined until it was looked. */
  isClaimed: boolean | undefined;
  /** How many times something was told about the shard. */
  told = 0;
  /** What a store has of periods, as one who has it told this process: where `n` stood when they were opened. */
  readonly opened = new Map<string, number>();
  /** New members for whom this process stands in, until their registration is safe. */
  readonly standsFor = new Set<string>();
  /** The recoveries that this process knows of, and where the shard's `n` was found. */
  private readonly recoveries: { readonly recovery: string; readonly base: number }[] = [];
  private announcedAt = -Infinity;
  private readonly periods = new Map<string, ShardPeriod>();
  private waiters = new Set<() => void>();
  private readonly turns: Turn[] = [];

  constructor(
    readonly series: Series,
    readonly id: string,
    private readonly keys: ShardKeys,
    private readonly clock: Clock,
  ) {
    this.register = keys.register(id);
    this.history = keys.history(id);
  }

  /** This process has joined, after the last recovery of this name: it has nothing to do with what was told before. */
  joinedAfter(recovery: string): void {
    this.recoveries.push({ recovery, base: Infinity });
  }

  /** This process has attested in a recovery in which the shard's `n` was found to be `base`. */
  attested(recovery: string, base: number): void {
    this.vouched = '';
    if (this.recoveries.at(-1)?.recovery === recovery) return;
    this.recoveries.push({ recovery, base });
    if (this.recoveries.length > MOST_RECOVERIES) this.recoveries.shift();
  }

  /**
   * Whether a reply belongs to a history that was lost: it knows of no later recovery than this one, though this
   * process has attested in a later one, and its numbers were taken above what was found then.
   */
  isLost(n: number, recovery: string): boolean {
    if (this.recoveries.at(-1)?.recovery === recovery) return false;
    const index = this.recoveries.findLastIndex((one) => one.recovery === recovery);
    return index >= 0 && this.recoveries.slice(index + 1).some(({ base }) => n > base);
  }

  /** What this process was given above an `n`; nothing of closed periods, or the register would expire again. */
  issuedAbove(n: number): IssuedInPeriod[] {
    this.issued.forgetClosed(this.clock.wall());
    return this.issued.above(n);
  }

  /** How many calls are under way. */
  get underWay(): number {
    return this.turns.length;
  }

  /** A call begins: its turn comes when all that began earlier have ended. */
  begin(): Turn {
    const turn = new Turn(this.turns);
    this.turns.push(turn);
    return turn;
  }

  /** Whether it is time to tell all of a loss, again. */
  mayAnnounce(): boolean {
    const now = this.clock.now();
    if (now - this.announcedAt < ANNOUNCE_EVERY_MS) return false;
    this.announcedAt = now;
    return true;
  }

  /** The counters of a minute's period. */
  periodOf(minute: CalendarMinute): ShardPeriod {
    const { id } = minute.period;
    let period = this.periods.get(id);
    if (!period) {
      this.issued.forgetClosed(this.clock.wall());
      if (this.periods.size > MOST_PERIODS) this.periods.clear();
      const hash = this.keys.hash(this.id, id);
      period = { id, hash, ...boundsOf(minute, this.series.retentionMs) };
      this.periods.set(id, period);
    }
    return period;
  }

  /** When the counters of a period that this process has asked for expire, in ms since 1970, or `never`. */
  expiryOf(period: string): string {
    return String(this.periods.get(period)?.expiresAt ?? 'never');
  }

  /**
   * Resolves when something was told about the shard, or after so many milliseconds.
   * @param known how many times something had been told, as far as the caller knows.
   */
  async changed(ms: number, known = this.told): Promise<void> {
    if (known !== this.told) return;
    let wake: (() => void) | undefined;
    const told = new Promise<void>((resolve) => {
      wake = resolve;
      this.waiters.add(resolve);
    });
    await Promise.race([told, pause(this.clock, ms)]);
    if (wake) this.waiters.delete(wake);
  }

  /** Something was told about the shard: whoever waits looks again. */
  tell(): void {
    this.told++;
    const { waiters } = this;
    this.waiters = new Set();
    for (const wake of waiters) wake();
  }
}

const ANNOUNCE_EVERY_MS = 100;
const MOST_RECOVERIES = 64;
const MOST_PERIODS = 64;
