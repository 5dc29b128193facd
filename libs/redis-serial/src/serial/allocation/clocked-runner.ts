import { RedisUnavailableError } from '../../redis/redis-unavailable.error.js';
import type { ServerClockEstimate } from '../../redis/server-clock-estimate.js';
import type { CounterAt } from '../durability/counter-at.js';
import type { CounterGuards } from '../durability/counter-guards.js';
import { baseOf } from '../number-grid.js';
import type { CalendarMinute } from '../period/series-calendar.js';
import type { Unguarded } from '../../lua/counter/guard-counter.js';
import { PeriodClosedError } from '../serial.errors.js';
import type { CounterKeys } from './counter-keys.js';
import type { CounterCall } from './number-request.js';

/** A reply of a script that ran in time, and the minute of the series' calendar that decides period and text. */
export interface Timed<Reply> {
  readonly minute: CalendarMinute;
  readonly reply: Exclude<Reply, { readonly outcome: 'otherTime' } | Unguarded>;
}

// How long a counter outlives its period's closing: servers whose clocks differ by less never begin a period again.
const CLOCKS_DIFFER_MS = 86_400_000;

// Scripts tell the time in whole milliseconds.
const PRECISION_MS = 1;

const END_OF_TIME_S = 8.64e12;

// Each of them had an answer of the store: only a server that loses its data again and again needs more.
const MOST_RECOVERIES = 20;
// Others may have used up what a ceiling was raised by, and whoever comes late asks again: that is no loss.
const RAISE = 0.01;

/** Finds the counter that the server's clock means, and sees to what must be done before numbers are taken from it. */
export class ClockedRunner {
  constructor(
    readonly keys: CounterKeys,
    private readonly clock: ServerClockEstimate,
    private readonly guards: CounterGuards,
  ) {}

  /**
   * Runs a script on the counter of the call's instant, or of the server's present one. A script needs its key before
   * it can read the clock. So the minute is guessed, and a script that finds itself in another one does nothing but
   * tell the time; the second guess is right unless the minute ends just then.
   * @throws {PeriodClosedError} when the period of `at` ended longer than `retention` ago.
   */
  async run<Reply extends { readonly outcome: string; readonly now: number }>(
    call: CounterCall,
    run: RunInTime<Reply>,
  ): Promise<Timed<Reply>> {
    const { series, at } = call;
    for (let guesses = 0, recoveries = 0; guesses < 5 && recoveries < MOST_RECOVERIES;) {
      const askedAt = this.clock.local.now();
      const minute = series.calendar.minuteAt(at ?? this.clock.now());
      const counter = this.counterAt(call, minute);
      const { key, base, expiresAt, closesAt } = counter;
      const from = at === undefined ? minute.from / 1000 : 0;
      const latest = expiresAt === 'never' ? END_OF_TIME_S : Math.ceil(closesAt / 1000);
      const to = at === undefined ? minute.to / 1000 : latest;
      const reply = await run(key, from, to, base, expiresAt, minute);
      this.clock.observe(reply.now, PRECISION_MS, askedAt);
      if (await this.guards.recovered(counter, reply)) {
        recoveries += reply.outcome === 'raise' ? RAISE : 1;
      } else if (reply.outcome !== 'otherTime') {
        return { minute, reply: reply as Timed<Reply>['reply'] };
      } else {
        guesses++;
        if (at !== undefined) throw new PeriodClosedError(series.name, minute.period.id, new Date(closesAt));
      }
    }
    throw new RedisUnavailableError(
      `The server's clock jumps from minute to minute, or its data are lost again and again, under series "${series.name}"`,
    );
  }

  /** The counter of a minute. */
  counterAt(call: CounterCall, { period }: CalendarMinute): CounterAt {
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

/** A script on the counter of a time: it is told the seconds from which and to which that time lasts. */
export type RunInTime<Reply> = (
  counter: string,
  fromSecond: number,
  toSecond: number,
  base: number,
  expiresAt: number | 'never',
  minute: CalendarMinute,
) => Promise<Reply>;
