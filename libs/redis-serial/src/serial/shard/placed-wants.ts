import type { ShardReply } from '../../lua/shard/shard-reply.js';
import { aboutOf } from '../allocation/text-form.js';
import type { CalendarMinute } from '../period/series-calendar.js';
import type { ShardKeys } from './shard-keys.js';
import { END_OF_TIME_MS, type ShardPeriod } from './shard-period.js';
import type { Shard } from './shard.js';
import type { TakenOf, Want } from './want.js';

interface PeriodWants {
  readonly period: ShardPeriod;
  readonly wants: readonly Want[];
}

type Args = (string | number)[];

/** What is wanted of a shard, by period, as the scripts want to be told. */
export class PlacedWants {
  /** The times between which the periods are these. */
  readonly fromSecond: number;
  readonly toSecond: number;
  private readonly groups: readonly PeriodWants[];
  private readonly present: CalendarMinute;
  /** The keys of the idempotency keys, in the order in which the script is told of them. */
  private replays: string[] = [];

  constructor(
    private readonly shard: Shard,
    wants: readonly Want[],
    private readonly keys: ShardKeys,
    now: number,
  ) {
    this.present = shard.series.calendar.minuteAt(now);
    const isPresent = wants.every(({ call }) => call.at === undefined);
    this.groups = isPresent ? [{ period: shard.periodOf(this.present), wants }] : this.byPeriod(wants);
    const isBound = isPresent || wants.some(({ call }) => call.at === undefined);
    this.fromSecond = isBound ? this.present.from / 1000 : 0;
    this.toSecond = (isBound ? this.present.to : END_OF_TIME_MS) / 1000;
  }

  /** Whether nothing but numbers is wanted. */
  get isPlain(): boolean {
    return this.groups.every(({ wants }) => wants.every(isPlain));
  }

  get hashes(): string[] {
    return this.groups.map(({ period }) => period.hash);
  }

  /** The `rest` of `takeQuietly`. */
  quiet(): Args {
    const rest: Args = [];
    for (const { period, wants } of this.groups) rest.push(period.id, period.closesAt, wants.length);
    for (const { wants } of this.groups)
      for (const { call, numbers } of wants) rest.push(call.field, numbers);
    return rest;
  }

  /** What `takeFromShard` wants to know; `opened` is what a store has said of the periods. */
  careful(opened: ReadonlyMap<string, number>): { others: string[]; periods: number; rest: Args } {
    const { groups, hashes } = this;
    const heads = groups.flatMap(({ period: { id, expiresAt, beginsAt, closesAt }, wants }) => [
      ...[id, expiresAt, beginsAt, closesAt],
      ...[opened.get(id) ?? '-', wants.length],
    ]);
    this.replays = [];
    const records: string[] = [];
    const wanted = groups.flatMap(({ wants }) =>
      wants.flatMap((want) => [want.call.field, this.wantedOf(want, records)]),
    );
    return {
      others: [...hashes, ...this.replays],
      periods: hashes.length,
      rest: [...heads, ...wanted, ...records],
    };
  }

  /** What came of it, each want for itself. */
  taken(reply: Extract<ShardReply, { outcome: 'took' }>): TakenOf[] {
    const taken: TakenOf[] = [];
    for (const { period, wants } of this.groups)
      for (const want of wants)
        taken.push(this.takenOf(want, period, reply, reply.answers[taken.length] ?? ''));
    return taken;
  }

  private byPeriod(wants: readonly Want[]): PeriodWants[] {
    const groups = new Map<ShardPeriod, Want[]>();
    for (const want of wants) {
      const period = this.shard.periodOf(this.minuteOf(want));
      const those = groups.get(period);
      if (those) those.push(want);
      else groups.set(period, [want]);
    }
    return [...groups].map(([period, those]) => ({ period, wants: those }));
  }

  private minuteOf({ call: { at } }: Want): CalendarMinute {
    return at === undefined ? this.present : this.shard.series.calendar.minuteAt(at);
  }

  private wantedOf({ call, numbers, lifts, idempotencyKey }: Want, records: string[]): string | number {
    if (idempotencyKey === undefined) return lifts ? `${lifts === 'noted' ? '^' : '>'}${numbers}` : numbers;
    const { id, series } = this.shard;
    const key = this.keys.replay(id, idempotencyKey);
    if (!this.replays.includes(key)) {
      this.replays.push(key);
      records.push(`${series.idempotencyTtlMs} ${aboutOf(series, call.scope)}`);
    }
    return `${numbers} ${this.replays.indexOf(key) + 1} ${call.at ?? 'now'}`;
  }

  private takenOf(
    want: Want,
    period: ShardPeriod,
    { now, n, records }: Extract<ShardReply, { outcome: 'took' }>,
    answer: string,
  ): TakenOf {
    const { call, numbers, idempotencyKey } = want;
    const outcome = OUTCOMES[answer[0] ?? ''] ?? 'taken';
    const last = Number(outcome === 'taken' ? answer : answer.slice(1));
    if ((outcome === 'taken' || outcome === 'raised') && numbers > 0)
      this.shard.issued.given(period, call.field, last, n);
    let record: string | undefined;
    if (idempotencyKey !== undefined)
      record = records.get(this.replays.indexOf(this.keys.replay(this.shard.id, idempotencyKey)) + 1);
    return { want, period, minute: this.minuteOf(want), now, outcome, last, record };
  }
}

const OUTCOMES: Readonly<Record<string, TakenOf['outcome']>> = {
  s: 'exhausted',
  r: 'replayed',
  u: 'raised',
  w: 'lifted',
  c: 'closed',
};

function isPlain({ lifts, idempotencyKey }: Want): boolean {
  return idempotencyKey === undefined && !lifts;
}
