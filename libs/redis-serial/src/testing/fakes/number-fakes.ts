import { addToCounter } from '../../lua/counter/add-to-counter.script.js';
import { claimReplay } from '../../lua/counter/claim-replay.script.js';
import { moveCounter } from '../../lua/counter/move-counter.script.js';
import { raiseCeiling } from '../../lua/counter/raise-ceiling.script.js';
import { recoverCounter } from '../../lua/counter/recover-counter.script.js';
import { writeReplayRecord } from '../../lua/counter/replay.record.js';
import { claimKey } from '../../lua/shard/claim-key.script.js';
import { readReplay } from '../../lua/shard/read-replay.script.js';
import type { Keyspace } from '../memory/keyspace.js';
import { callOf, openCounter } from './counters.js';
import { guardCounter, isNoticedBy } from './guard-counter.js';
import { fakeOf, type Fake } from './fake.js';
import { isOtherTime } from './time.js';

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

const addFake = fakeOf(addToCounter, ({ bareCounters }, { counter: key }, { by, max }) => {
  const value = (bareCounters.get(key) ?? 0) + by;
  if (value > max) return '';
  bareCounters.set(key, value);
  return String(value);
});

const claimFake = fakeOf(claimReplay, (memory, { replay }, { runs, textAt, replayTtlMs, about }) => {
  const { replays, now } = memory;
  const earlier = replays.get(replay);
  if (earlier !== undefined) return earlier;
  const record = writeReplayRecord(runs, textAt, now, about);
  replays.set(replay, record, now + replayTtlMs);
  return record;
});

const claimKeyFake = fakeOf(claimKey, ({ replays, now }, { owner }, { field, ttlMs }) => {
  const other = replays.get(owner);
  if (other !== undefined && other !== field) return other;
  replays.set(owner, field, now + ttlMs);
  return field;
});

const readReplayFake = fakeOf(readReplay, ({ replays }, { replay }) => replays.get(replay) ?? '');

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

/** What the scripts of gapless counters, bare counters and idempotency keys do. */
export const NUMBER_FAKES: readonly Fake[] = [
  moveCounterFake,
  addFake,
  claimFake,
  claimKeyFake,
  readReplayFake,
  raiseFake,
  recoverFake,
];
