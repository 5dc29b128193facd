import { writeReplayRecord, writeReplayRuns } from '../../lua/counter/replay.record.js';
import { takeNumbersOnce } from '../../lua/counter/take-numbers-once.script.js';
import { alignCounter, callOf, openCounter, takeFrom } from './counters.js';
import { fakeOf } from './fake.js';
import { guardCounter } from './guard-counter.js';
import { isOtherTime } from './time.js';

interface Share {
  readonly count: number;
  readonly replay: string | undefined;
}

// In the script's arguments each share has two values: how many numbers, and the index of its replay, counted from 1.
function sharesOf(wanted: readonly number[], replays: readonly string[]): Share[] {
  const shares: Share[] = [];
  for (let i = 0; i < wanted.length; i += 2)
    shares.push({ count: wanted[i] ?? 0, replay: replays[(wanted[i + 1] ?? 0) - 1] });
  return shares;
}

/** Takes numbers for several callers, all or none. An idempotency key that already has numbers gets the same again. */
export const takeNumbersOnceFake = fakeOf(takeNumbersOnce, (memory, keys, args) => {
  const { fromSecond, toSecond, highest, base, step, replayTtlMs, textAt, scope } = args;
  if (isOtherTime(memory, fromSecond, toSecond)) return memory.time;
  const call = callOf(keys, args);
  const shares = sharesOf(args.shares, keys.replayKeys);
  const by = shares.reduce((sum, { count }) => sum + count * step, 0);
  const trouble = guardCounter(memory, call, by);
  if (trouble) return [...memory.time, ...trouble];
  const { replays, now } = memory;
  const answers: string[] = [];
  const records = new Map<string, string>();
  let taken = 0;
  for (const { count, replay } of shares) {
    const earlier = replay === undefined ? undefined : (records.get(replay) ?? replays.get(replay));
    if (earlier !== undefined) {
      answers.push(earlier);
      continue;
    }
    const counter = openCounter(memory, call);
    alignCounter(counter, base, step);
    const last = takeFrom(counter, count * step, highest);
    if (last === undefined) {
      counter.last -= taken;
      return [...memory.time, 'exhausted', String(counter.last)];
    }
    taken += count * step;
    answers.push(String(last));
    if (replay === undefined) continue;
    const runs = writeReplayRuns([{ first: last - (count - 1) * step, count }]);
    records.set(replay, writeReplayRecord(runs, textAt, now, scope));
  }
  for (const [replay, record] of records) replays.set(replay, record, now + replayTtlMs);
  return [...memory.time, ...answers];
});
