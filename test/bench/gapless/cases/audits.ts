import type { BenchCase } from '../../bench-case.js';
import { duration, figure } from '../../report/figures.js';
import { spreadOf } from '../../statistics.js';
import type { Workbench } from '../../workbench.js';
import { GrowingCounter } from '../growth/growing-counter.js';

const TITLE = 'An audit of';
const COUNTS = [1_000, 10_000, 100_000] as const;
const TURNS = 3;

/** How long it takes to look at each number of a period. */
export async function audits(bench: Workbench): Promise<BenchCase> {
  const serials = await bench.serials();
  const entries = COUNTS.map((count) => ({
    count,
    counter: new GrowingCounter(serials, `audited-${count}`),
    times: [] as number[],
  }));
  for (const { counter, count } of entries) await counter.fillConfirmed(count);
  return {
    title: TITLE,
    atMost: TURNS,
    trials: entries.map(({ counter, count, times }) => ({
      warmUp: () => counter.auditTime(count, 0),
      measure: async () => {
        times.push(await counter.auditTime(count, 0));
      },
    })),
    rows: () =>
      entries.map(({ count, times }) => ({
        title: TITLE,
        contestant: `${figure(count)} confirmed`,
        ours: true,
        figure: duration(spreadOf(times).median),
        verdicts: [],
      })),
  };
}
