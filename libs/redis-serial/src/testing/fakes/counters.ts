import type { Counter, Keyspace } from '../memory/keyspace.js';

/** A counter and what a call knows about it. */
export interface CounterCall {
  readonly key: string;
  readonly highest: number;
  readonly base: number;
  readonly expiresAt: number | 'never';
}

/** Makes a `CounterCall` of a script's keys and arguments. */
export function callOf(
  { counter }: { readonly counter: string },
  { highest, base, expiresAt }: Omit<CounterCall, 'key'>,
): CounterCall {
  return { key: counter, highest, base, expiresAt };
}

/** A counter that has begun. */
export type OpenCounter = Counter & { last: number };

/** Returns the counter; creates it if there is none. */
export function counterAt({ counters }: Keyspace, { key, expiresAt }: CounterCall): Counter {
  let counter = counters.get(key);
  if (!counter) {
    counter = {};
    counters.set(key, counter, expiresAt === 'never' ? Infinity : expiresAt);
  }
  return counter;
}

/** Returns the counter; begins it if it has not begun. */
export function openCounter(memory: Keyspace, call: CounterCall): OpenCounter {
  const counter = counterAt(memory, call);
  return Object.assign(counter, { last: counter.last ?? call.base });
}

/** Raises a counter that stands between two numbers, after a change of start or step. */
export function alignCounter(counter: OpenCounter, base: number, step: number): void {
  const off = base - counter.last;
  counter.last += Math.max(off, ((off % step) + step) % step);
}

/** Moves the counter on. Does nothing and returns undefined when it would exceed the highest number. */
export function takeFrom(counter: OpenCounter, by: number, highest: number): number | undefined {
  if (counter.last + by > highest) return undefined;
  counter.last += by;
  return counter.last;
}

/**
 * Tells what must be done before numbers are taken, as `guardCounter` of the scripts does. Nothing is ever lost here.
 * So a `fenced` series needs no census and never jumps; a high-water store is asked as for a counter that Redis does
 * not know.
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
