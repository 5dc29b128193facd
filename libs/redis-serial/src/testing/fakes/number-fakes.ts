import { addToCounter } from '../../lua/counter/add-to-counter.script.js';
import { claimReplay } from '../../lua/counter/claim-replay.script.js';
import { giveBackNumbers } from '../../lua/counter/give-back-numbers.script.js';
import { moveCounter } from '../../lua/counter/move-counter.script.js';
import { raiseCeiling } from '../../lua/counter/raise-ceiling.script.js';
import { recoverCounter } from '../../lua/counter/recover-counter.script.js';
import { writeReplayRecord } from '../../lua/counter/replay.record.js';
import { takeNumbers } from '../../lua/counter/take-numbers.script.js';
import type { Keyspace } from '../memory/keyspace.js';
import { callOf, openCounter, takeFrom } from './counters.js';
import { fakeOf, type Fake } from './fake.js';
import { guardCounter, isNoticedBy } from './guard-counter.js';
import { takeNumbersOnceFake } from './take-numbers-once-fake.js';
import { isOtherTime } from './time.js';

const takeNumbersFake = fakeOf(takeNumbers, (memory, keys, args) => {
  const { fromSecond, toSecond, by, highest } = args;
  const clock = memory.time.join(' ');
  if (isOtherTime(memory, fromSecond, toSecond)) return clock;
  const call = callOf(keys, args);
  const trouble = guardCounter(memory, call, by);
  if (trouble) return `${clock} ${trouble.join(' ')}`;
  const counter = openCounter(memory, call);
  const last = takeFrom(counter, by, highest);
  return last === undefined ? `${clock} ${counter.last} short` : `${clock} ${last}`;
});

const moveCounterFake = fakeOf(moveCounter, (memory, keys, args) => {
  const { fromSecond, toSecond, floor, last, base } = args;
  if (isOtherTime(memory, fromSecond, toSecond)) return memory.time;
  const call = callOf(keys, args);
  const { key } = call;
  const by = floor === 'none' ? 0 : Math.max(0, last - (memory.counters.get(key)?.last ?? base));
  const trouble = guardCounter(memory, call, by);
  if (trouble) return [...memory.time, ...trouble];
  if (floor !== 'none') {
    const counter = openCounter(memory, call);
    counter.last = Math.max(counter.last, last);
    counter.floor = Math.max(counter.floor ?? -1, floor);
  }
  return [...memory.time, standOf(memory, key, base)];
});

function standOf({ counters }: Keyspace, key: string, base: number): string {
  const { last, floor } = counters.get(key) ?? {};
  if (last === undefined && floor === undefined) return '';
  return String(Math.max(last ?? base, floor ?? base));
}

const giveBackFake = fakeOf(giveBackNumbers, (memory, { counter: key }, { step, isGuarded, bounds }) => {
  const counter = memory.counters.get(key);
  let back = 0;
  if (isGuarded && counter?.run !== memory.run) return back;
  for (let run = 0; run < bounds.length; run += 2) {
    const below = (bounds[run] ?? 0) - step;
    if (!counter || counter.last !== bounds[run + 1] || below < (counter.floor ?? -Infinity)) break;
    counter.last = below;
    back++;
  }
  return back;
});

const addFake = fakeOf(addToCounter, ({ bareCounters }, { counter: key }, { by, max }) => {
  const value = (bareCounters.get(key) ?? 0) + by;
  if (value > max) return '';
  bareCounters.set(key, value);
  return String(value);
});

const claimFake = fakeOf(claimReplay, (memory, { replay }, { runs, textAt, replayTtlMs, scope }) => {
  const { replays, now } = memory;
  const earlier = replays.get(replay);
  if (earlier !== undefined) return earlier;
  const record = writeReplayRecord(runs, textAt, now, scope);
  replays.set(replay, record, now + replayTtlMs);
  return record;
});

const raiseFake = fakeOf(raiseCeiling, ({ counters, run }, keys, { ceiling }) => {
  const counter = counters.get(keys.counter);
  if (counter?.ceiling !== undefined && counter.run === run && counter.recovery === undefined)
    counter.ceiling = Math.max(counter.ceiling, ceiling);
  return 'OK';
});

const recoverFake = fakeOf(recoverCounter, (memory, keys, args) => {
  const { recovery, floor, ceiling } = args;
  const isThisLoss = memory.counters.get(keys.counter)?.recovery === recovery;
  if (!isThisLoss || !isNoticedBy(memory, recovery)) return 0;
  const counter = openCounter(memory, callOf(keys, { ...args, highest: Infinity }));
  counter.last = Math.max(counter.last, floor);
  counter.run = memory.run;
  counter.ceiling = ceiling;
  delete counter.recovery;
  return 1;
});

/** What the scripts of numbers do. */
export const NUMBER_FAKES: readonly Fake[] = [
  takeNumbersFake,
  takeNumbersOnceFake,
  moveCounterFake,
  giveBackFake,
  addFake,
  claimFake,
  raiseFake,
  recoverFake,
];
