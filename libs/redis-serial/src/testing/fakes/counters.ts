import type { CensusKey, GuardArgs } from '../../lua/counter/guard-counter.js';
import type { Counter } from '../memory/counter.js';
import type { Keyspace } from '../memory/keyspace.js';

/** What a script is told of a counter, and of how it is guarded. */
export interface CounterCall extends CensusKey, Omit<GuardArgs, 'guard'> {
  readonly key: string;
  readonly highest: number;
  readonly base: number;
  readonly expiresAt: number | 'never';
  readonly guard?: GuardArgs['guard'] | 'none';
}

/** What a script is told of the counter, as the fakes have it. */
export function callOf(
  { counter, census }: { readonly counter: string } & CensusKey,
  { highest, base, expiresAt, guard, known, skip }: Omit<CounterCall, 'key' | 'census'>,
): CounterCall {
  return { key: counter, census, highest, base, expiresAt, guard, known, skip };
}

/** A counter that has begun. */
export type OpenCounter = Counter & { last: number };

/** The counter, made if there is none. */
export function counterAt({ counters }: Keyspace, { key, expiresAt }: CounterCall): Counter {
  let counter = counters.get(key);
  if (!counter) {
    counter = {};
    counters.set(key, counter, expiresAt === 'never' ? Infinity : expiresAt);
  }
  return counter;
}

/** The counter, begun if it has not. */
export function openCounter(memory: Keyspace, call: CounterCall): OpenCounter {
  const counter = counterAt(memory, call);
  const isGuarded = call.guard !== undefined && call.guard !== 'none';
  if (counter.last === undefined && isGuarded) counter.run = memory.run;
  return Object.assign(counter, { last: counter.last ?? call.base });
}

/** Lifts a counter that stands between two numbers, after a change of start or step. */
export function alignCounter(counter: OpenCounter, base: number, step: number): void {
  const off = base - counter.last;
  counter.last += Math.max(off, ((off % step) + step) % step);
}

/** Moves the counter on; undefined, with nothing done, when that would be above the highest. */
export function takeFrom(counter: OpenCounter, by: number, highest: number): number | undefined {
  if (counter.last + by > highest) return undefined;
  counter.last += by;
  return counter.last;
}
