import type { KeySpace } from '../../redis/key-space.js';
import { RedisUnavailableError } from '../../redis/redis-unavailable.error.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { ServerClock } from '../../redis/server-clock.js';
import { baseOf, followingNumber, isNumber, lastUpTo } from '../numbering.js';
import type { Moment } from '../period/series-calendar.js';
import { claimReplay } from '../scripts/claim-replay.script.js';
import { giveBackNumbers } from '../scripts/give-back-numbers.script.js';
import { moveCounter, type CounterReading } from '../scripts/move-counter.script.js';
import { takeNumbersOnce, type TakenOnce } from '../scripts/take-numbers-once.script.js';
import { takeNumbers, type Taken } from '../scripts/take-numbers.script.js';
import type { CounterAt } from '../durability/counter-at.js';
import type { CounterGuards } from '../durability/counter-guards.js';
import type { Unguarded } from '../scripts/guard-counter.js';
import { PeriodClosedError } from '../serial.errors.js';
import type { Run } from './block-queue.js';
import { CounterKeys } from './counter-keys.js';
import type { CounterCall } from './number-taker.js';

/** A reply of a script that ran in time, and the minute of the series' calendar that decides period and text. */
export interface Timed<Reply> {
  readonly moment: Moment;
  readonly reply: Exclude<Reply, { readonly outcome: 'otherTime' } | Unguarded>;
}

/** How many numbers one caller wants, and under which idempotency key. */
export interface Share {
  readonly count: number;
  readonly idempotencyKey: string | undefined;
}

// How long a counter outlives its period's closing: servers whose clocks differ by less never begin a period again.
const CLOCKS_DIFFER_MS = 86_400_000;

const END_OF_TIME_S = 8.64e12;

// Each of them had an answer of the store: only a server that loses its data again and again needs more.
const MOST_RECOVERIES = 20;

/**
 * The counters in Redis: finds the one that the server's clock means and runs the scripts on it. All but `giveBack` and
 * `claim` fail with `PeriodClosedError` when the counter's period ended longer than `retention` ago.
 */
export class CounterStore {
  private readonly keys: CounterKeys;

  constructor(
    private readonly runner: ScriptRunner,
    keys: KeySpace,
    private readonly clock: ServerClock,
    private readonly guards: CounterGuards,
  ) {
    this.keys = new CounterKeys(keys);
  }

  /** Takes consecutive numbers, all or none. */
  async take(call: CounterCall, count: number): Promise<Timed<Taken>> {
    const { series } = call;
    // More than there ever are is as good as more than are left.
    const by = Math.min(count * series.step, Number.MAX_SAFE_INTEGER);
    for (;;) {
      const taken = await this.inTime<Taken>(call, (counter, from, to, base, expiresAt) =>
        this.runner.run(
          takeNumbers,
          [counter, ...this.guards.keysFor(series)],
          [from, to, by, series.highest, base, expiresAt, ...this.guards.argsFor(series, counter)],
        ),
      );
      const { outcome, last } = taken.reply;
      if (outcome === 'taken' && count > 0) await this.given(call, taken, count, last);
      if (count === 0 || outcome === 'exhausted' || isNumber(series, last - by + series.step)) return taken;
      // After a change of start or step the counter may stand between two numbers.
      await this.move(call, followingNumber(series, last) ?? series.highest);
    }
  }

  /** Takes numbers for several callers of whom some have idempotency keys, all or none. */
  async takeOnce(call: CounterCall, shares: readonly Share[]): Promise<Timed<TakenOnce>> {
    const { series, scope, at } = call;
    const replays: string[] = [];
    const wanted = shares.flatMap(({ count, idempotencyKey }) => {
      if (idempotencyKey === undefined) return [count, 0];
      return [count, replays.push(this.keys.replay(series, idempotencyKey)) + 1];
    });
    const taken = await this.inTime<TakenOnce>(call, (counter, from, to, base, expiresAt) => {
      const numbering = [series.highest, base, expiresAt, series.step] as const;
      const record = [series.idempotencyTtlMs, at ?? 'now', JSON.stringify(scope)] as const;
      const [guard = 'none', known = '', skip = 0] = this.guards.argsFor(series, counter);
      return this.runner.run(
        takeNumbersOnce,
        [counter, ...replays, ...this.guards.keysFor(series)],
        [from, to, ...numbering, ...record, guard, known, skip, ...wanted],
      );
    });
    // A record of what was given earlier is no number.
    const values = taken.reply.outcome === 'taken' ? taken.reply.answers.map(Number).filter(isFinite) : [];
    const count = shares.reduce((sum, share) => sum + share.count, 0);
    if (values.length > 0) await this.given(call, taken, count, Math.max(...values));
    return taken;
  }

  /** Reads the counter, after lifting it so that no number up to `floor` is given any more, where that is given. */
  async move(call: CounterCall, floor?: number): Promise<Timed<CounterReading>> {
    const { series } = call;
    const last = floor === undefined ? 0 : lastUpTo(series, floor);
    const moved = await this.inTime<CounterReading>(call, (counter, from, to, base, expiresAt) => {
      const [guard, known = '', skip = 0] = this.guards.argsFor(series, counter);
      const guarding = guard ? ([guard, known, skip, series.highest] as const) : ([] as const);
      return this.runner.run(
        moveCounter,
        [counter, ...this.guards.keysFor(series)],
        [from, to, floor ?? 'none', last, base, expiresAt, ...guarding],
      );
    });
    if (floor !== undefined) await this.given(call, moved, 0, last);
    return moved;
  }

  /** Keeps numbers under an idempotency key, unless it has others already; answers the record that holds. */
  claim(call: CounterCall, idempotencyKey: string, runs: string, textAt: number): Promise<string> {
    const { scope, series } = call;
    const key = this.keys.replay(series, idempotencyKey);
    const record = [runs, Math.floor(textAt), series.idempotencyTtlMs, JSON.stringify(scope)] as const;
    return this.runner.run(claimReplay, [key], [...record]);
  }

  /** Puts unused numbers back, the latest run first, as far as nobody took later ones. */
  async giveBack(call: CounterCall, period: string, runs: readonly Run[]): Promise<number> {
    const { series } = call;
    const latestFirst = [...runs].reverse();
    const counter = this.keys.counter(call, period);
    const isGuarded = this.guards.of(series).kind === 'none' ? 0 : 1;
    const bounds = latestFirst.flatMap(({ first, last }) => [first, last]);
    const back = await this.runner.run(giveBackNumbers, [counter], [series.step, isGuarded, ...bounds]);
    const lowest = latestFirst[back - 1];
    if (lowest) this.guards.givenBack(series, counter, lowest.first);
    return back;
  }

  private given(
    call: CounterCall,
    { moment, reply }: Timed<{ now: number; outcome: string }>,
    count: number,
    last: number,
  ): Promise<void> | undefined {
    return this.guards.given(this.at(call, moment), count, last, reply.now);
  }

  // A script needs its key before it can read the clock. So the minute is guessed, and a script that finds itself in
  // another one does nothing but tell the time; the second guess is right unless the minute ends just then.
  private async inTime<Reply extends { readonly outcome: string; readonly now: number }>(
    call: CounterCall,
    run: RunInTime<Reply>,
  ): Promise<Timed<Reply>> {
    const { series, at } = call;
    for (let guesses = 0, recoveries = 0; guesses < 5 && recoveries < MOST_RECOVERIES;) {
      const moment = series.calendar.momentAt(at ?? this.clock.now());
      const counter = this.at(call, moment);
      const { key, base, expiresAt, closesAt } = counter;
      const from = at === undefined ? moment.from / 1000 : 0;
      const latest = expiresAt === 'never' ? END_OF_TIME_S : Math.ceil(closesAt / 1000);
      const to = at === undefined ? moment.to / 1000 : latest;
      const reply = await run(key, from, to, base, expiresAt);
      this.clock.observe(reply.now);
      if (await this.guards.recovered(counter, reply)) {
        recoveries++;
      } else if (reply.outcome !== 'otherTime') {
        return { moment, reply: reply as Timed<Reply>['reply'] };
      } else {
        guesses++;
        if (at !== undefined) throw new PeriodClosedError(series.name, moment.period.id, new Date(closesAt));
      }
    }
    throw new RedisUnavailableError(
      `The server's clock jumps from minute to minute, or its data are lost again and again, under series "${series.name}"`,
    );
  }

  private at(call: CounterCall, { period }: Moment): CounterAt {
    const { series } = call;
    const closesAt = period.to + series.retentionMs;
    const isForEver = series.resetEvery === 'never' || closesAt === Infinity;
    return {
      series,
      key: this.keys.counter(call, period.id),
      base: baseOf(series),
      closesAt,
      expiresAt: isForEver ? 'never' : closesAt + CLOCKS_DIFFER_MS,
    };
  }
}

type RunInTime<Reply> = (
  counter: string,
  fromSecond: number,
  toSecond: number,
  base: number,
  expiresAt: number | 'never',
) => Promise<Reply>;
