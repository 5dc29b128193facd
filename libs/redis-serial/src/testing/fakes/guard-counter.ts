import type { Keyspace } from '../memory/keyspace.js';
import { counterAt, openCounter, type CounterCall } from './counters.js';

/** What must be done before numbers are taken, in the two words of a reply. */
export type Trouble = [word: 'census' | 'recover' | 'raise', rest: string];

// Every process is found again at once: nobody need wait for that, as after a server's start.
const UPTIME_S = '60';

/** Before `by` is taken: sees to it that nothing is given twice after a loss, or answers what must be done first. */
export function guardCounter(memory: Keyspace, call: CounterCall, by: number): Trouble | undefined {
  if (call.guard === 'fenced') return guardFenced(memory, call);
  return call.guard === 'highWater' ? guardHighWater(memory, call, by) : undefined;
}

/** Lifts a counter past what may have been given, where it was lost or another incarnation wrote last. */
export function guardFenced(memory: Keyspace, call: CounterCall): Trouble | undefined {
  const { key, base, census = '', known = '', skip = 0 } = call;
  const { last, run, skip: kept = 0 } = memory.counters.get(key) ?? {};
  const isElsewhere = last !== undefined && run !== undefined && run !== memory.run;
  const isLower = known !== '' && (last ?? -Infinity) < known;
  if (last === undefined && known === '' && memory.censuses.get(census) !== memory.run)
    return ['census', UPTIME_S];
  if (isElsewhere || isLower) {
    const counter = openCounter(memory, call);
    counter.last = Math.max(last ?? base, known === '' ? base : known) + Math.max(skip, kept);
    counter.run = memory.run;
  } else if (last !== undefined) counterAt(memory, call).run = memory.run;
  if (last !== undefined && skip > kept) counterAt(memory, call).skip = skip;
  return undefined;
}

function guardHighWater(memory: Keyspace, call: CounterCall, by: number): Trouble | undefined {
  const { known = '', highest } = call;
  const counter = counterAt(memory, call);
  const { last, run, ceiling } = counter;
  const isLower = known !== '' && (last ?? -Infinity) < known;
  if (last === undefined || ceiling === undefined || run !== memory.run || isLower) {
    if (!isNoticedBy(memory, counter.recovery)) counter.recovery = `${memory.run}:${memory.nextMicros()}`;
    return ['recover', counter.recovery];
  }
  const to = Math.min(last + by, highest);
  return to > ceiling ? ['raise', String(to)] : undefined;
}

/** Whether a loss was noticed by this incarnation. */
export function isNoticedBy({ run }: Keyspace, recovery: string | undefined): recovery is string {
  return recovery?.startsWith(`${run}:`) ?? false;
}
