import type { Counter, Keyspace } from '../memory/keyspace.js';

/** A counter and what a call knows of it. */
export interface CounterCall {
  readonly key: string;
  readonly highest: number;
  readonly base: number;
  readonly expiresAt: number | 'never';
}

/** What a script is told of the counter, as the fakes have it. */
export function callOf(
  { counter }: { readonly counter: string },
  { highest, base, expiresAt }: Omit<CounterCall, 'key'>,
): CounterCall {
  return { key: counter, highest, base, expiresAt };
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

/**
 * What must be done before numbers are taken, as `GUARD_COUNTER` says it. Nothing is ever lost here, so that a series
 * that is `fenced` needs no census and never jumps; a high-water store is asked as for a counter that Redis does not
 * know.
 */
export function guardCounter(
  memory: Keyspace,
  call: CounterCall,
  guard: 'none' | 'fenced' | 'highWater' | undefined,
  by: number,
): [word: string, rest: string] | undefined {
  if (guard !== 'highWater') return undefined;
  const counter = counterAt(memory, call);
  if (counter.last === undefined || counter.ceiling === undefined) {
    counter.recovery ??= `memory:${memory.now}`;
    return ['recover', counter.recovery];
  }
  const to = Math.min(counter.last + by, call.highest);
  return to > counter.ceiling ? ['raise', String(to)] : undefined;
}
