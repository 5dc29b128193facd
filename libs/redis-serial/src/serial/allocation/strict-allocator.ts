import { unlessAborted } from '../../common/race.js';
import type { KeySpace } from '../../redis/key-space.js';
import { RedisUnavailableError } from '../../redis/redis-unavailable.error.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { ServerClock } from '../../redis/server-clock.js';
import type { Scope } from '../pattern/pattern.js';
import type { Period } from '../period/period.js';
import { allocateNumbers, type Allocation } from '../scripts/allocate-numbers.script.js';
import { moveCounter, type CounterReading } from '../scripts/move-counter.script.js';
import { GroupCommit } from './group-commit.js';
import { SeriesExhaustedError } from '../serial.errors.js';
import type { Series } from '../series.js';

/** Consecutive numbers of one counter, and the one instant that period, counter and text go by. */
export interface AllocatedNumbers {
  readonly first: number;
  readonly period: Period;
  /** By the server's clock, in milliseconds since 1970. */
  readonly at: number;
}

/** Where a counter stands; `value` is absent where no number was given. */
export interface CounterState {
  readonly value: number | undefined;
  readonly period: Period;
  readonly at: number;
}

/** Takes numbers straight from the counter in Redis, in the order of the calls over all processes. */
export class StrictAllocator {
  private readonly groups = new Map<string, GroupCommit<AllocatedNumbers>>();

  constructor(
    private readonly runner: ScriptRunner,
    private readonly keys: KeySpace,
    private readonly clock: ServerClock,
  ) {}

  /** @throws {SeriesExhaustedError} when fewer than `count` are left; then none is taken. */
  async allocate(
    series: Series,
    scope: Scope,
    count: number,
    signal?: AbortSignal,
  ): Promise<AllocatedNumbers> {
    const counter = this.keys.key('counter', series.name, ...Object.values(scope));
    let group = this.groups.get(counter);
    if (!group) {
      // Groups last as long as their work: scopes can be without number.
      group = this.groupFor(series, scope, () => this.groups.delete(counter));
      this.groups.set(counter, group);
    }
    return await unlessAborted(group.join(count), signal);
  }

  /** Reads the counter, after lifting it to `atLeast` where that is given. */
  async read(series: Series, scope: Scope, atLeast?: number, signal?: AbortSignal): Promise<CounterState> {
    const { period, reply } = await this.inPeriod<CounterReading>(series, scope, (key, { from, to }) =>
      this.runner.run(moveCounter, [key], [from, to, atLeast ?? 'none'], signal),
    );
    return { value: reply.value, period, at: reply.now };
  }

  private groupFor(series: Series, scope: Scope, onIdle: () => void): GroupCommit<AllocatedNumbers> {
    const task = {
      take: (count: number) => this.take(series, scope, count),
      part: (taken: AllocatedNumbers, offset: number) => ({
        ...taken,
        first: taken.first + offset * series.step,
      }),
      isTooMany: (error: unknown) => error instanceof SeriesExhaustedError,
    };
    return new GroupCommit(task, onIdle);
  }

  private async take(series: Series, scope: Scope, count: number): Promise<AllocatedNumbers> {
    const { period, reply } = await this.inPeriod<Allocation>(series, scope, (key, { from, to }) =>
      this.runner.run(allocateNumbers, [key], [from, to, count, series.start, series.step, series.max]),
    );
    if (reply.outcome === 'exhausted') {
      throw new SeriesExhaustedError(series.name, period.id, reply.last, series.max);
    }
    return { first: reply.first, period, at: reply.now };
  }

  // A script needs its key before it can read the clock. So the period is guessed, and a script that finds itself in
  // another one does nothing but tell the time; the second guess is right unless the period ends just then.
  private async inPeriod<Reply extends { outcome: string; now: number }>(
    series: Series,
    scope: Scope,
    run: (key: string, period: Period) => Promise<Reply>,
  ): Promise<{ period: Period; reply: Exclude<Reply, { outcome: 'otherPeriod' }> }> {
    for (let guesses = 0; guesses < 5; guesses++) {
      const period = series.calendar.periodAt(this.clock.now());
      const key = this.keys.key('counter', series.name, period.id, ...Object.values(scope));
      const reply = await run(key, period);
      this.clock.observe(reply.now);
      if (isOfThisPeriod(reply)) return { period, reply };
    }
    throw new RedisUnavailableError(`The server's clock jumps between periods of series "${series.name}"`);
  }
}

function isOfThisPeriod<Reply extends { outcome: string }>(
  reply: Reply,
): reply is Exclude<Reply, { outcome: 'otherPeriod' }> {
  return reply.outcome !== 'otherPeriod';
}
