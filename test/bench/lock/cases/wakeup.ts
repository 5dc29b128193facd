import { setTimeout as pause } from 'node:timers/promises';
import type { BenchCase } from '../../bench-case.js';
import { now } from '../../clock.js';
import { duration } from '../../report/figures.js';
import { atMost, type Row, type Verdict } from '../../report/row.js';
import { quantile, spreadOf } from '../../statistics.js';
import { Turns } from '../../turns.js';
import type { Workbench } from '../../workbench.js';
import { WAITING_LOCKERS } from '../lockers/all-lockers.js';
import { FLOOR } from '../lockers/floor.js';
import type { Locker } from '../lockers/locker.js';
import { openLocker } from '../lockers/open-locker.js';
import { WorkerProcess } from '../processes/worker-process.js';

const TITLE = 'From a release to the waiter in another process: p50 / p99';
const SAMPLES = 30;
/** Some others sleep long between two looks at the lock. */
const SAMPLES_OF_PEERS = 3;
/** The lock is given back at any time of those sleeps, so that none is met at its longest or shortest only. */
const HOLD_MS = { shortest: 5, longest: 25, longestOfPeers: 205 };
const [P50_MS, P99_MS] = [0.4, 1];

interface Entry {
  readonly locker: Locker;
  readonly turns: Turns<Float64Array>;
}

/** How long after one process began to give back a lock the only waiter, in another process, has it. */
export function wakeup(bench: Workbench): BenchCase {
  const other = WorkerProcess.open(bench);
  const entries = WAITING_LOCKERS.map((locker): Entry => ({
    locker,
    turns: new Turns(locker.from !== undefined),
  }));
  const turn = async (locker: Locker): Promise<Float64Array> => {
    const length = locker.from === undefined ? SAMPLES : SAMPLES_OF_PEERS;
    const delays = new Float64Array(length);
    for (let n = 0; n < length; n++) delays[n] = await handOver(bench, other, locker);
    return delays;
  };
  return {
    title: TITLE,
    trials: entries.map(({ locker, turns }) => ({
      warmUp: () => turns.take(() => turn(locker)),
      measure: () => turns.keep(() => turn(locker)),
    })),
    rows: () => entries.map((entry) => rowOf(entry, entries)),
  };
}

async function handOver(bench: Workbench, other: WorkerProcess, locker: Locker): Promise<number> {
  const { shortest, longest, longestOfPeers } = HOLD_MS;
  const key = `${locker.id}:handed-over`;
  const take = await openLocker(bench, locker);
  const release = await take(key);
  await other.do('ask', { locker: locker.id, key });
  await pause(shortest + Math.random() * ((locker.from === undefined ? longest : longestOfPeers) - shortest));
  const releasedAt = now();
  const [grantedAt] = await Promise.all([other.do('granted', { key }), release()]);
  return grantedAt - releasedAt;
}

function rowOf({ locker: { name, ours = false }, turns }: Entry, entries: readonly Entry[]): Row {
  const row = { title: TITLE, contestant: name, ours };
  if (turns.failure !== undefined) return { ...row, figure: turns.failure, verdicts: [] };
  const delays = Float64Array.from(turns.results.flatMap((each) => [...each])).sort();
  const [p50, p99] = [quantile(delays, 0.5), quantile(delays, 0.99)];
  const bases = entries.find(({ locker }) => locker === FLOOR)?.turns.results.map(medianOf) ?? [];
  const verdicts: readonly Verdict[] = [
    atMost(P50_MS, p50, (ms) => `${duration(ms)} (p50)`),
    atMost(P99_MS, p99, (ms) => `${duration(ms)} (p99)`),
  ];
  return {
    ...row,
    figure: `${duration(p50)} / ${duration(p99)}`,
    base: FLOOR.name,
    ratio: spreadOf(turns.results.map((each, round) => medianOf(each) / (bases[round] ?? Number.NaN))),
    verdicts: ours ? verdicts : [],
  };
}

function medianOf(delays: Float64Array): number {
  return spreadOf([...delays]).median;
}
