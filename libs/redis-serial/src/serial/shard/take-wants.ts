import type { ServerClockEstimate } from '../../redis/server-clock-estimate.js';
import { RedisUnavailableError } from '../../redis/redis-unavailable.error.js';
import type { CounterCall } from '../allocation/number-request.js';
import type { CalendarMinute } from '../period/series-calendar.js';
import type { ShardKeys } from './shard-keys.js';
import { END_OF_TIME_MS, type ShardPeriod } from './shard-period.js';
import type { ShardRunner, TakeCall } from './shard-runner.js';
import type { Shard } from './shard.js';

/** What is wanted of one counter of a shard. */
export interface Want {
  readonly call: CounterCall;
  readonly field: string;
  /** How many numbers; or to what the counter is to be lifted. */
  readonly numbers: number;
  readonly lifts?: 'noted' | 'unnoted';
  readonly idempotencyKey?: string | undefined;
}

/** What came of it. */
export interface TakenOf {
  readonly want: Want;
  readonly period: ShardPeriod;
  readonly minute: CalendarMinute;
  /** The server's clock, in ms since 1970. */
  readonly now: number;
  readonly outcome: 'taken' | 'exhausted' | 'closed' | 'replayed' | 'lifted' | 'raised';
  /**
   * The highest number taken; where there were too few, the highest that was taken before; where the counter was lifted
   * only just, for how many ms it gives none.
   */
  readonly last: number;
  /** The record of what the idempotency key was given: now, or earlier if it is `replayed`. */
  readonly record: string | undefined;
}

interface Placed {
  readonly want: Want;
  readonly minute: CalendarMinute;
  readonly period: ShardPeriod;
  /** Which of the call's idempotency keys it has, counted from 1; 0 for none. */
  replay: number;
}

const MOST_GUESSES = 5;

/**
 * Takes what is wanted of many counters of one shard, of the periods that the server's clock, or each call's own
 * instant, means. A script needs its keys before it can read the clock. So the minute is guessed, and a script that
 * finds itself in another one does nothing but tell the time; the second guess is right unless the minute ends just
 * then.
 */
export async function takeWants(
  { runner, keys, clock }: { runner: ShardRunner; keys: ShardKeys; clock: ServerClockEstimate },
  shard: Shard,
  wants: readonly Want[],
): Promise<TakenOf[]> {
  for (let guesses = 0; guesses < MOST_GUESSES; guesses++) {
    let placed: readonly Placed[] = [];
    const reply = await runner.take(shard, (opened) => {
      placed = inPeriods(shard, wants, clock.now());
      return callOf(shard, placed, keys, opened);
    });
    if (reply.outcome === 'otherTime') continue;
    return placed.map(({ want, minute, period, replay }, index) => {
      const answer = reply.answers[index] ?? '';
      const { outcome, last } = readAnswer(answer);
      const record = replay === 0 ? undefined : reply.records.get(replay);
      if ((outcome === 'taken' || outcome === 'raised') && want.numbers > 0)
        shard.issued.given(period, want.field, last, reply.n);
      return { period, minute, now: reply.now, outcome, last, record, want };
    });
  }
  throw new RedisUnavailableError(
    `The server's clock jumps from minute to minute under series "${shard.series.name}"`,
  );
}

/** The wants in the order in which the script is told of them: those of a period together. */
function inPeriods(shard: Shard, wants: readonly Want[], now: number): Placed[] {
  const present = shard.series.calendar.minuteAt(now);
  const presentPeriod = shard.periodOf(present);
  const placed = wants.map((want): Placed => {
    const { at } = want.call;
    if (at === undefined) return { want, minute: present, period: presentPeriod, replay: 0 };
    const minute = shard.series.calendar.minuteAt(at);
    return { want, minute, period: shard.periodOf(minute), replay: 0 };
  });
  if (placed.every(({ period }) => period === placed[0]?.period)) return placed;
  const byPeriod = new Map<ShardPeriod, Placed[]>();
  for (const one of placed) {
    const those = byPeriod.get(one.period);
    if (those) those.push(one);
    else byPeriod.set(one.period, [one]);
  }
  return [...byPeriod.values()].flat();
}

function callOf(
  { id, series }: Shard,
  placed: readonly Placed[],
  keys: ShardKeys,
  opened: ReadonlyMap<string, number>,
): TakeCall {
  const hashes: string[] = [];
  const heads: (string | number)[] = [];
  const wanted: (string | number)[] = [];
  const quiet: (string | number)[] = [];
  let isPlain = true;
  const replays = new Map<string, number>();
  const records: string[] = [];
  let [from, to] = [0, END_OF_TIME_MS];
  let last: ShardPeriod | undefined;
  for (const one of placed) {
    const { want, minute, period } = one;
    if (period !== last) {
      hashes.push(period.hash);
      const { expiresAt, beginsAt, closesAt } = period;
      heads.push(period.id, expiresAt, beginsAt, closesAt, opened.get(period.id) ?? '-', 0);
      quiet.push(period.id, closesAt, 0);
      last = period;
    }
    quiet[quiet.length - 1] = (quiet[quiet.length - 1] as number) + 1;
    heads[heads.length - 1] = (heads[heads.length - 1] as number) + 1;
    const { call, field, numbers, lifts, idempotencyKey } = want;
    if (call.at === undefined) [from, to] = [minute.from, minute.to];
    isPlain &&= idempotencyKey === undefined && !lifts;
    if (idempotencyKey === undefined) {
      wanted.push(field, lifts ? (lifts === 'noted' ? '^' : '>') + String(numbers) : numbers);
    } else {
      const key = keys.replay(id, idempotencyKey);
      one.replay = replays.get(key) ?? replays.size + 1;
      if (one.replay > replays.size) {
        replays.set(key, one.replay);
        records.push(`${series.idempotencyTtlMs} ${JSON.stringify(call.scope)}`);
      }
      wanted.push(field, `${numbers} ${one.replay} ${call.at ?? 'now'}`);
    }
  }
  return {
    others: [...hashes, ...replays.keys()],
    periods: hashes.length,
    rest: [...heads, ...wanted, ...records],
    quiet: isPlain ? [...quiet, ...wanted] : undefined,
    fromSecond: from / 1000,
    toSecond: to / 1000,
  };
}

function readAnswer(answer: string): Pick<TakenOf, 'outcome' | 'last'> {
  switch (answer[0]) {
    case 's':
      return { outcome: 'exhausted', last: Number(answer.slice(1)) };
    case 'r':
      return { outcome: 'replayed', last: 0 };
    case 'u':
      return { outcome: 'raised', last: Number(answer.slice(1)) };
    case 'w':
      return { outcome: 'lifted', last: Number(answer.slice(1)) };
    case 'c':
      return { outcome: 'closed', last: 0 };
    default:
      return { outcome: 'taken', last: Number(answer) };
  }
}
