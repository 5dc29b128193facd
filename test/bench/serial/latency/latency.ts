import type { BenchCase, Trial } from '../../bench-case.js';
import { duration, rate } from '../../report/figures.js';
import type { Row } from '../../report/row.js';
import { quantile } from '../../statistics.js';
import { pace, type Paced } from './pace.js';

const STRICTEST = 0.9999;
const SHARES = [
  [0.5, 'p50'],
  [0.99, 'p99'],
  [STRICTEST, 'p99.99'],
] as const;

/** Something called at a steady pace. */
export interface Paceable {
  readonly name: string;
  readonly call: () => Promise<unknown>;
  readonly ours?: boolean;
  /** What all but one in ten thousand calls are to stay below, in milliseconds. @defaultValue no target */
  readonly below?: number;
}

/** How long single calls take at so many a second. */
export function latency(title: string, perSecond: number, contestants: readonly Paceable[]): BenchCase {
  const entries = contestants.map((contestant) => ({ contestant, runs: [] as Paced[] }));
  return {
    title,
    trials: entries.map(({ contestant: { call }, runs }): Trial => ({
      warmUp: (seconds) => pace(perSecond, seconds, call),
      measure: async (seconds) => {
        runs.push(await pace(perSecond, seconds, call));
      },
    })),
    rows: () => entries.flatMap(({ contestant, runs }) => rowsOf(title, perSecond, contestant, runs)),
  };
}

// Of all calls of all rounds: a median of rounds would leave out the very stalls that such a quantile is about.
function rowsOf(title: string, perSecond: number, contestant: Paceable, runs: readonly Paced[]): Row[] {
  const { name, ours = false, below } = contestant;
  const calls = Float64Array.from(runs.flatMap(({ latencies }) => [...latencies])).sort();
  const reached = calls.length / runs.reduce((sum, { seconds }) => sum + seconds, 0);
  return SHARES.map(([share, label]) => {
    const took = quantile(calls, share);
    const verdict = {
      target: `below ${duration(below ?? 0)}`,
      reached: `${duration(took)} at ${rate(reached)}`,
      // Who is called less often has it easier.
      met: took < (below ?? 0) && reached >= perSecond * 0.99,
    };
    const verdicts = below !== undefined && share === STRICTEST ? [verdict] : [];
    return { title, contestant: `${name}: ${label}`, ours, figure: duration(took), verdicts };
  });
}
