import type { Clock } from '../../common/clock.js';
import type { KeySpace } from '../../redis/key-space.js';
import type { RedisConnection } from '../../redis/redis-connection.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { Subscriptions } from '../../redis/subscriptions.js';
import type { CensusKey, GuardArgs, Unguarded } from '../../lua/counter/guard-counter.js';
import type { SerialEvents } from '../serial-events.js';
import type { Series } from '../series.js';
import { Census, type DefendedCounter } from './census.js';
import type { CounterAt } from './counter-at.js';
import { CounterMemory } from './counter-memory.js';
import type { Guard } from './durability.options.js';
import { HighWater } from './high-water.js';

type Answer = Unguarded | { readonly outcome: string; readonly now: number };

const GAPLESS_AHEAD = 20;

/** Guards counters against what Redis loses, each series in the way of its `durability`. */
export class CounterGuards {
  private readonly memory = new CounterMemory();
  private readonly highWater: HighWater;
  private readonly census: Census;
  /** How many numbers are being reserved at this moment, by series. */
  private readonly reserving = new Map<string, number>();

  constructor(
    runner: ScriptRunner,
    connection: RedisConnection,
    subscriptions: Subscriptions,
    keys: KeySpace,
    private readonly defaultGuard: Guard,
    timeoutMs: number,
    events: SerialEvents,
    clock: Clock,
  ) {
    this.highWater = new HighWater(runner, timeoutMs, events, clock);
    this.census = new Census(runner, connection, subscriptions, keys, clock, (series) =>
      this.defended(series),
    );
  }

  /** The series whose high-water store does not answer, and what went wrong. */
  get troubles(): ReadonlyMap<string, string> {
    return this.highWater.troubles;
  }

  of({ guard }: Series): Guard {
    return guard ?? this.defaultGuard;
  }

  /** Does what reserves a number. */
  async whileReserving<T>({ name }: Series, reserve: () => Promise<T>): Promise<T> {
    const { reserving } = this;
    reserving.set(name, (reserving.get(name) ?? 0) + 1);
    try {
      return await reserve();
    } finally {
      reserving.set(name, (reserving.get(name) ?? 1) - 1);
    }
  }

  /** The key that a script needs beside those of its numbers, where the guard is `fenced`. */
  keysFor(series: Series): CensusKey {
    return this.of(series).kind === 'fenced' ? { census: this.censusOf(series) } : {};
  }

  /** Where it is kept that the processes were asked about a series. */
  censusOf(series: Series): string {
    return this.census.keyOf(series.name);
  }

  /** What a script that takes numbers must know; nothing where nothing is guarded. */
  argsFor(series: Series, key: string): GuardArgs {
    const guard = this.of(series);
    if (guard.kind === 'none') return {};
    const known = this.memory.highest(key) ?? '';
    return { guard: guard.kind, known, skip: this.skipOf(series, guard) };
  }

  /** Does what a script said must be done first; false when it said no such thing. */
  async recovered(counter: CounterAt, answer: Answer): Promise<boolean> {
    const { series } = counter;
    const guard = this.of(series);
    if ('uptime' in answer) {
      await this.census.take(series.name, answer.uptime);
      return true;
    }
    if (guard.kind !== 'highWater') return false;
    const covered = { ...counter, store: guard.store, ahead: this.skipOf(series, guard) };
    if ('recovery' in answer) await this.highWater.recover(covered, answer.recovery);
    else if ('to' in answer) await this.highWater.raise(covered, answer.to);
    else return false;
    return true;
  }

  /**
   * Takes note of numbers that this process was given: how many, the highest, and the server's clock in ms. The first
   * ones may be used once the promise resolves, if there is one.
   */
  given(counter: CounterAt, count: number, last: number, now: number): Promise<void> | undefined {
    const guard = this.of(counter.series);
    if (guard.kind === 'none') return undefined;
    this.memory.given(counter, count, last, now);
    if (guard.kind === 'fenced') return this.census.listen();
    const covered = { ...counter, store: guard.store, ahead: this.skipOf(counter.series, guard) };
    this.highWater.keepAhead(covered, last);
    return undefined;
  }

  /** Numbers from this one on were not used and went back. */
  givenBack(series: Series, key: string, first: number): void {
    this.memory.givenBack(series, key, first);
  }

  close(): void {
    this.census.close();
  }

  private defended(series?: string): DefendedCounter[] {
    return this.memory.known(series).flatMap(({ counter, highest }) => {
      const guard = this.of(counter.series);
      return guard.kind === 'fenced' ? [{ counter, highest, skip: this.skipOf(counter.series, guard) }] : [];
    });
  }

  private skipOf(series: Series, guard: Exclude<Guard, { kind: 'none' }>): number {
    if (guard.skip !== 'auto') return guard.skip * series.step;
    // What a loss leaves out of a gapless series must be voided, and a ceiling is as safe however low it is.
    if (guard.kind === 'highWater' && series.mode === 'gapless')
      return Math.max(GAPLESS_AHEAD, this.reserving.get(series.name) ?? 0) * series.step;
    return this.memory.skipFor(series) * series.step;
  }
}
