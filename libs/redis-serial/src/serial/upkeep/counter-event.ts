import type { Scope } from '../pattern/pattern.js';

/** Something that happened to the counters of a series, beside the numbers that they gave. */
export interface CounterEvent {
  /** When, by the Redis server's clock. */
  readonly at: Date;
  /**
   * - `'recovered'`: Redis lost data, and nothing is left out.
   * - `'jumped'`: Redis lost data, and every counter of the shard went on above what nobody can tell.
   * - `'renewed'`: the counters of a period were gone or put back by themselves, and went on above all that was given.
   * - `'changed'`: the definition was edited.
   * - `'advanced'`: `advanceTo` lifted a counter.
   * - `'migrated'`: `migrate` lifted counters to those of another series.
   */
  readonly kind: 'recovered' | 'jumped' | 'renewed' | 'changed' | 'advanced' | 'migrated';
  /** The number of the shard, from 0: each tells for itself. */
  readonly shard: number;
  /** The counter, where it concerns one alone. */
  readonly scope?: Scope;
  /** The period, where it concerns one alone. */
  readonly period?: string;
  /**
   * `'advanced'`: the highest number given before. `'changed'`: the definition before, in a line. `'migrated'`: the
   * name of the other series.
   */
  readonly from?: number | string;
  /** `'advanced'`: the number above which the counter goes on. `'changed'`: the definition after it, in a line. */
  readonly to?: number | string;
  /** How many numbers were left out, in each counter that it concerns. */
  readonly leftOut?: number;
  /** `'migrated'`: how many counters were lifted. */
  readonly counters?: number;
  /** How many processes that issue said what they were given. */
  readonly heard?: number;
  /** How many did not. */
  readonly unheard?: number;
  /** Why, in a sentence. */
  readonly why: string;
}
