import type { CounterReading } from '../../lua/counter/move-counter.script.js';
import { claimReplay } from '../../lua/counter/claim-replay.script.js';
import { readReplayRecord, writeReplayRuns } from '../../lua/counter/replay.record.js';
import { readReplay } from '../../lua/shard/read-replay.script.js';
import { seeServer } from '../../lua/shard/see-server.script.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { ServerClockEstimate } from '../../redis/server-clock-estimate.js';
import type { Timed } from '../allocation/clocked-runner.js';
import type { CounterCall } from '../allocation/number-request.js';
import { aboutOf } from '../allocation/text-form.js';
import { baseOf, lastUpTo } from '../number-grid.js';
import type { ShardKeys } from './shard-keys.js';
import type { Shard } from './shard.js';
import type { Stores } from './stores.js';
import type { TakenOf, Want } from './want.js';

// Scripts tell the time in whole milliseconds.
const PRECISION_MS = 1;
const MOST_REMEMBERED = 10_000;

/**
 * Numbers of series with a store whose Redis can't be trusted with them, since scripts see no loss there: every run is
 * claimed from the store, which adds what is wanted to the counter in one step. Redis tells the time, keeps idempotency
 * keys and says how the series is defined. The order of the calls over several processes is not kept.
 */
export class ClaimedNumbers {
  /** The counters that are known to stand where the series begins, or above. */
  private readonly begun = new Set<string>();

  constructor(
    private readonly runner: ScriptRunner,
    private readonly stores: Stores,
    private readonly keys: ShardKeys,
    private readonly clock: ServerClockEstimate,
  ) {}

  /** Takes numbers of several counters of a shard: each all or none. */
  async takeWants(shard: Shard, wants: readonly Want[]): Promise<TakenOf[]> {
    const now = await this.now(shard);
    return await Promise.all(wants.map((want) => this.take(shard, want, now)));
  }

  /** Where a counter stands, as `CounterStore.move` reads it. */
  async read(shard: Shard, { at, field }: CounterCall): Promise<Timed<CounterReading>> {
    const now = await this.now(shard);
    const minute = shard.series.calendar.minuteAt(at ?? now);
    const claimed = await this.stores.read(shard, counterOf(shard.periodOf(minute).hash, field));
    const value = claimed === undefined ? undefined : lastUpTo(shard.series, claimed);
    return { minute, reply: { outcome: 'read', now, value } };
  }

  private async take(shard: Shard, want: Want, now: number): Promise<TakenOf> {
    const { series } = shard;
    const { call, numbers, lifts, idempotencyKey } = want;
    const minute = series.calendar.minuteAt(call.at ?? now);
    const period = shard.periodOf(minute);
    const about = { want, period, minute, now, record: undefined };
    if (now >= period.closesAt) return { ...about, ...(await this.answeredBefore(shard, idempotencyKey)) };
    const counter = counterOf(period.hash, call.field);
    if (!shard.opened.has(period.id)) {
      await this.stores.closes(shard, period.hash, String(period.expiresAt));
      shard.opened.set(period.id, 0);
    }
    if (lifts) return { ...about, ...(await this.lift(shard, counter, numbers)) };
    const last = lastUpTo(series, await this.claim(shard, counter, numbers));
    // Of a run that does not fit, the numbers that would are lost: the store can't take it back.
    if (last > series.highest && numbers > 0) return { ...about, outcome: 'exhausted', last: series.highest };
    if (idempotencyKey === undefined) return { ...about, outcome: 'taken', last };
    const runs = writeReplayRuns([{ first: last - (numbers - 1) * series.step, count: numbers }]);
    const record = await this.runner.run(
      claimReplay,
      { replay: this.keys.replay(shard.id, idempotencyKey) },
      {
        ...{ runs, textAt: Math.floor(call.at ?? now), replayTtlMs: series.idempotencyTtlMs },
        about: aboutOf(series, call.scope),
      },
    );
    const isOwn = record.startsWith(`${runs} `);
    // The instant that a replay will tell, too.
    const issuedAt = readReplayRecord(record)?.issuedAt ?? now;
    return { ...about, now: issuedAt, outcome: isOwn ? 'taken' : 'replayed', last, record };
  }

  // Of a period that is closed nothing is given but what was given in its time.
  private async answeredBefore(
    { id }: Shard,
    idempotencyKey: string | undefined,
  ): Promise<Pick<TakenOf, 'outcome' | 'last' | 'record'>> {
    const replay = idempotencyKey === undefined ? undefined : this.keys.replay(id, idempotencyKey);
    const record = replay === undefined ? '' : await this.runner.run(readReplay, { replay }, {});
    return { outcome: record === '' ? 'closed' : 'replayed', last: 0, record };
  }

  // The store has where the counter stands, so that it goes on there after another start or step: all numbers of a run
  // lie above what it had, and not above what it has.
  private async claim(shard: Shard, counter: string, numbers: number): Promise<number> {
    if (numbers === 0) return (await this.stores.read(shard, counter)) ?? 0;
    const base = baseOf(shard.series);
    if (base > 0 && !this.begun.has(counter)) {
      await this.stores.raise(shard, counter, base);
      if (this.begun.size >= MOST_REMEMBERED) this.begun.clear();
      this.begun.add(counter);
    }
    return await this.stores.claim(shard, counter, numbers * shard.series.step);
  }

  private async lift(shard: Shard, counter: string, to: number): Promise<Pick<TakenOf, 'outcome' | 'last'>> {
    const had = lastUpTo(shard.series, await this.claim(shard, counter, 0));
    if (had >= to) return { outcome: 'taken', last: had };
    await this.stores.raise(shard, counter, to);
    return { outcome: 'raised', last: to };
  }

  private async now({ register }: Shard): Promise<number> {
    const askedAt = this.clock.local.now();
    const { now } = await this.runner.run(seeServer, { _register: register }, {});
    this.clock.observe(now, PRECISION_MS, askedAt);
    return now;
  }
}

function counterOf(hash: string, field: string): string {
  return `${hash}/${field}`;
}
