import type { CounterReading } from '../../lua/counter/move-counter.script.js';
import { claimReplay } from '../../lua/counter/claim-replay.script.js';
import { giveBackToShard } from '../../lua/shard/give-back-to-shard.script.js';
import { readFromShard } from '../../lua/shard/read-from-shard.script.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { ServerClockEstimate } from '../../redis/server-clock-estimate.js';
import type { Timed } from '../allocation/clocked-runner.js';
import type { Run } from '../allocation/block-queue.js';
import type { CounterCall } from '../allocation/number-request.js';
import { baseOf, lastUpTo } from '../number-grid.js';
import { aboutOf } from '../allocation/text-form.js';
import { PeriodClosedError } from '../serial.errors.js';
import type { ClaimedNumbers } from './claimed-numbers.js';
import type { Shard } from './shard.js';
import type { ShardKeys } from './shard-keys.js';
import { END_OF_TIME_MS } from './shard-period.js';
import type { ShardRunner } from './shard-runner.js';
import type { Shards } from './shards.js';
import { takeWants } from './take-wants.js';
import type { TakenOf, Want } from './want.js';

const PRECISION_MS = 1;

type Counter = Pick<CounterCall, 'series' | 'field'>;

/** The counters in Redis, of all series but gapless ones. */
export class CounterStore {
  constructor(
    private readonly runner: ScriptRunner,
    private readonly shards: Shards,
    private readonly taking: ShardRunner,
    private readonly claimed: ClaimedNumbers,
    private readonly keys: ShardKeys,
    private readonly clock: ServerClockEstimate,
    private readonly member: string,
  ) {}

  shardOf({ series, field }: Counter): Shard {
    return this.shards.of(series, field);
  }

  /** Takes numbers of several counters of a shard: each all or none. */
  takeWants(shard: Shard, wants: readonly Want[]): Promise<TakenOf[]> {
    const where = { runner: this.taking, keys: this.keys, clock: this.clock };
    if (shard.isClaimed === false && shard.series.shards === 1) return takeWants(where, shard, wants);
    return this.known(shard).then((isClaimed) =>
      isClaimed ? this.claimed.takeWants(shard, wants) : takeWants(where, shard, wants),
    );
  }

  /** Takes consecutive numbers, all or none. */
  async take(call: CounterCall, numbers: number): Promise<TakenOf> {
    const shard = this.shardOf(call);
    for (;;) {
      const [taken] = await this.takeWants(shard, [{ call, numbers }]);
      if (!taken) throw new TypeError('a call for one counter has one answer');
      if (taken.outcome !== 'lifted') return taken;
      await shard.changed(taken.last);
    }
  }

  /** Reads the counter, after lifting it so that no number up to `floor` is given any more, where that is given. */
  async move(call: CounterCall, floor?: number): Promise<Timed<CounterReading>> {
    const shard = this.shardOf(call);
    if (floor === undefined) return await this.read(shard, call);
    const numbers = lastUpTo(call.series, floor);
    const [taken] = await this.takeWants(shard, [{ call, numbers, lifts: 'noted' }]);
    if (!taken || taken.outcome === 'closed') throw this.closed(shard, call);
    return {
      minute: taken.minute,
      reply: { outcome: 'read', now: taken.now, value: Math.max(taken.last, floor) },
    };
  }

  /** Keeps numbers under an idempotency key, unless it has others already; answers the record that holds. */
  claim(call: CounterCall, idempotencyKey: string, runs: string, textAt: number): Promise<string> {
    const { series, scope } = call;
    const shard = this.shardOf(call);
    const replay = this.keys.replay(shard.id, idempotencyKey);
    const record = { runs, textAt: Math.floor(textAt), replayTtlMs: series.idempotencyTtlMs };
    return this.runner.run(claimReplay, { replay }, { ...record, about: aboutOf(series, scope) });
  }

  /** Puts unused numbers back, the latest run first, as far as nobody took later ones. */
  async giveBack(counter: Counter, period: string, runs: readonly Run[]): Promise<number> {
    const { series, field } = counter;
    const shard = this.shardOf(counter);
    // A store takes nothing back.
    if (shard.isClaimed) return 0;
    const latestFirst = [...runs].reverse();
    const back = await this.runner.run(
      giveBackToShard,
      { register: shard.register, hash: this.keys.hash(shard.id, period) },
      {
        ...{ member: this.member, field, period, step: series.step, base: baseOf(series) },
        bounds: latestFirst.flatMap(({ first, last }) => [first, last]),
      },
    );
    const lowest = latestFirst[back - 1];
    if (lowest) shard.issued.givenBack(period, field, lowest.first - series.step);
    return back;
  }

  /** Makes sure that the series is known over all its shards; answers whether its numbers are claimed from a store. */
  private async known(shard: Shard): Promise<boolean> {
    if (shard.series.shards > 1) await this.shards.known(shard.series);
    return shard.isClaimed !== false && (await this.shards.isClaimed(shard));
  }

  private async read(shard: Shard, call: CounterCall): Promise<Timed<CounterReading>> {
    const { series, field, at } = call;
    if (shard.isClaimed !== false && (await this.shards.isClaimed(shard)))
      return await this.claimed.read(shard, call);
    for (;;) {
      const askedAt = this.clock.local.now();
      const minute = series.calendar.minuteAt(at ?? this.clock.now());
      const { hash, closesAt } = shard.periodOf(minute);
      const [from, to] = at === undefined ? [minute.from, minute.to] : [0, closesAt];
      const reply = await this.runner.run(
        readFromShard,
        { register: shard.register, hash },
        {
          ...{ field, step: series.step, base: baseOf(series) },
          ...{ fromSecond: from / 1000, toSecond: Math.ceil(Math.min(to, END_OF_TIME_MS) / 1000) },
        },
      );
      this.clock.observe(reply.now, PRECISION_MS, askedAt);
      if (reply.outcome === 'read') return { minute, reply };
      if (at !== undefined) throw this.closed(shard, call);
    }
  }

  private closed(shard: Shard, { series, at }: CounterCall): PeriodClosedError {
    const { id, closesAt } = shard.periodOf(series.calendar.minuteAt(at ?? this.clock.now()));
    return new PeriodClosedError(series.name, id, new Date(closesAt));
  }
}
