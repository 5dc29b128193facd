import type { ScriptRunner } from '../../redis/script-runner.js';
import type { GuardArgs, Unguarded } from '../scripts/guard-counter.js';
import type { Series } from '../series.js';
import { CounterMemory } from './counter-memory.js';
import type { Guard } from './durability.options.js';
import { HighWater } from './high-water.js';

/** One counter of a series: that of a period and a scope. */
export interface CounterAt {
  readonly series: Series;
  readonly key: string;
  /** What it stands at before its first number. */
  readonly base: number;
  /** When its period is closed for good, in ms since 1970. */
  readonly closesAt: number;
  readonly expiresAt: number | 'never';
}

type Answer = Unguarded | { readonly outcome: string; readonly now: number };

/** Guards counters against what Redis loses, each series in the way of its `durability`. */
export class CounterGuards {
  private readonly memory = new CounterMemory();
  private readonly highWater: HighWater;

  constructor(
    runner: ScriptRunner,
    private readonly defaultGuard: Guard,
    timeoutMs: number,
  ) {
    this.highWater = new HighWater(runner, timeoutMs);
  }

  of({ guard }: Series): Guard {
    return guard ?? this.defaultGuard;
  }

  /** What a script that takes numbers must know; nothing where nothing is guarded. */
  argsFor(series: Series, key: string): GuardArgs | [] {
    const guard = this.of(series);
    if (guard.kind === 'none') return [];
    return [guard.kind, this.memory.highest(key) ?? '', this.skipOf(series, guard)];
  }

  /** Does what a script said must be done first; false when it said no such thing. */
  async recovered(counter: CounterAt, answer: Answer): Promise<boolean> {
    const guard = this.of(counter.series);
    if (guard.kind !== 'highWater') return false;
    const covered = { ...counter, store: guard.store, ahead: this.skipOf(counter.series, guard) };
    if ('recovery' in answer) await this.highWater.recover(covered, answer.recovery);
    else if ('to' in answer) await this.highWater.raise(covered, answer.to);
    else return false;
    return true;
  }

  /** Takes note of numbers that this process was given: how many, the highest, and the server's clock in ms. */
  given(counter: CounterAt, count: number, last: number, now: number): void {
    const guard = this.of(counter.series);
    if (guard.kind === 'none') return;
    this.memory.given(counter.series, counter.key, count, last, now);
    if (guard.kind !== 'highWater') return;
    const covered = { ...counter, store: guard.store, ahead: this.skipOf(counter.series, guard) };
    this.highWater.keepAhead(covered, last);
  }

  /** Numbers from this one on were not used and went back. */
  givenBack(series: Series, key: string, first: number): void {
    this.memory.givenBack(series, key, first);
  }

  private skipOf(series: Series, guard: Exclude<Guard, { kind: 'none' }>): number {
    const skip = guard.skip === 'auto' ? this.memory.skipFor(series) : guard.skip;
    return skip * series.step;
  }
}
