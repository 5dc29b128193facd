import type { ScriptRunner } from '../../redis/script-runner.js';
import { followingNumber, isNumber, lastUpTo } from '../number-grid.js';
import { claimReplay } from '../../lua/counter/claim-replay.script.js';
import { giveBackNumbers } from '../../lua/counter/give-back-numbers.script.js';
import { moveCounter, type CounterReading } from '../../lua/counter/move-counter.script.js';
import { takeNumbersOnce, type TakenOnce } from '../../lua/counter/take-numbers-once.script.js';
import { takeNumbers, type Taken } from '../../lua/counter/take-numbers.script.js';
import type { CounterGuards } from '../durability/counter-guards.js';
import type { Run } from './block-queue.js';
import type { ClockedRunner, Timed } from './clocked-runner.js';
import type { CounterCall } from './number-request.js';

/** How many numbers one caller wants, and under which idempotency key. */
export interface Share {
  readonly count: number;
  readonly idempotencyKey: string | undefined;
}

/**
 * The counters in Redis: runs the scripts on the one that the server's clock means. All but `giveBack` and `claim` fail
 * with `PeriodClosedError` when the counter's period ended longer than `retention` ago.
 */
export class CounterStore {
  constructor(
    private readonly runner: ScriptRunner,
    private readonly clocked: ClockedRunner,
    private readonly guards: CounterGuards,
  ) {}

  /** Takes consecutive numbers, all or none. */
  async take(call: CounterCall, count: number): Promise<Timed<Taken>> {
    const { series } = call;
    const { highest } = series;
    // More than there ever are is as good as more than are left.
    const by = Math.min(count * series.step, Number.MAX_SAFE_INTEGER);
    for (;;) {
      const taken = await this.clocked.run<Taken>(call, (counter, fromSecond, toSecond, base, expiresAt) => {
        const guard = this.guards.argsFor(series, counter);
        return this.runner.run(
          takeNumbers,
          { counter, ...this.guards.keysFor(series) },
          { fromSecond, toSecond, by, highest, base, expiresAt, ...guard },
        );
      });
      const { outcome, last } = taken.reply;
      if (outcome === 'taken' && count > 0) await this.given(call, taken, count, last);
      if (count === 0 || outcome === 'exhausted' || isNumber(series, last - by + series.step)) return taken;
      // After a change of start or step the counter may stand between two numbers.
      await this.move(call, followingNumber(series, last) ?? series.highest);
    }
  }

  /** Takes numbers for several callers of whom some have idempotency keys, all or none. */
  async takeOnce(call: CounterCall, wanted: readonly Share[]): Promise<Timed<TakenOnce>> {
    const { series, at } = call;
    const { highest, step, idempotencyTtlMs: replayTtlMs } = series;
    const textAt = at ?? 'now';
    const scope = JSON.stringify(call.scope);
    const replayKeys: string[] = [];
    const shares = wanted.flatMap(({ count, idempotencyKey }) => {
      if (idempotencyKey === undefined) return [count, 0];
      return [count, replayKeys.push(this.clocked.keys.replay(series, idempotencyKey))];
    });
    const taken = await this.clocked.run<TakenOnce>(
      call,
      (counter, fromSecond, toSecond, base, expiresAt) => {
        const { guard = 'none', known = '', skip = 0 } = this.guards.argsFor(series, counter);
        const numbers = { fromSecond, toSecond, highest, base, expiresAt, step, shares };
        return this.runner.run(
          takeNumbersOnce,
          { counter, census: this.guards.censusOf(series), replayKeys },
          { ...numbers, replayTtlMs, textAt, scope, guard, known, skip },
        );
      },
    );
    // A record of what was given earlier is no number.
    const values = taken.reply.outcome === 'taken' ? taken.reply.answers.map(Number).filter(isFinite) : [];
    const count = wanted.reduce((sum, share) => sum + share.count, 0);
    if (values.length > 0) await this.given(call, taken, count, Math.max(...values));
    return taken;
  }

  /** Reads the counter, after lifting it so that no number up to `floor` is given any more, where that is given. */
  async move(call: CounterCall, floor?: number): Promise<Timed<CounterReading>> {
    const { series } = call;
    const last = floor === undefined ? 0 : lastUpTo(series, floor);
    const { highest } = series;
    const moved = await this.clocked.run<CounterReading>(
      call,
      (counter, fromSecond, toSecond, base, expiresAt) => {
        const guard = this.guards.argsFor(series, counter);
        return this.runner.run(
          moveCounter,
          { counter, ...this.guards.keysFor(series) },
          { fromSecond, toSecond, floor: floor ?? 'none', last, highest, base, expiresAt, ...guard },
        );
      },
    );
    if (floor !== undefined) await this.given(call, moved, 0, last);
    return moved;
  }

  /** Keeps numbers under an idempotency key, unless it has others already; answers the record that holds. */
  claim(call: CounterCall, idempotencyKey: string, runs: string, textAt: number): Promise<string> {
    const { series } = call;
    const replay = this.clocked.keys.replay(series, idempotencyKey);
    const scope = JSON.stringify(call.scope);
    const record = { runs, textAt: Math.floor(textAt), replayTtlMs: series.idempotencyTtlMs, scope };
    return this.runner.run(claimReplay, { replay }, record);
  }

  /** Puts unused numbers back, the latest run first, as far as nobody took later ones. */
  async giveBack(call: CounterCall, period: string, runs: readonly Run[]): Promise<number> {
    const { series } = call;
    const { step } = series;
    const latestFirst = [...runs].reverse();
    const counter = this.clocked.keys.counter(call, period);
    const isGuarded = this.guards.of(series).kind !== 'none';
    const bounds = latestFirst.flatMap(({ first, last }) => [first, last]);
    const back = await this.runner.run(giveBackNumbers, { counter }, { step, isGuarded, bounds });
    const lowest = latestFirst[back - 1];
    if (lowest) this.guards.givenBack(series, counter, lowest.first);
    return back;
  }

  private given(
    call: CounterCall,
    { minute, reply }: Timed<{ now: number; outcome: string }>,
    count: number,
    last: number,
  ): Promise<void> | undefined {
    return this.guards.given(this.clocked.counterAt(call, minute), count, last, reply.now);
  }
}
