import type { BenchCase } from '../../bench-case.js';
import { duration, figure } from '../../report/figures.js';
import { spreadOf } from '../../statistics.js';
import type { Workbench } from '../../workbench.js';
import { Ledger } from '../growth/ledger.js';

const TITLE = 'An audit of';
const COUNTS = [1_000, 10_000, 100_000] as const;
const TURNS = 3;

/** How long it takes to look at each number of a period. */
export async function audits(bench: Workbench): Promise<BenchCase> {
  const serials = await bench.serials();
  const entries = COUNTS.map((count) => ({
    count,
    ledger: new Ledger(serials, `audited-${count}`),
    times: [] as number[],
  }));
  for (const { ledger, count } of entries) await ledger.fillConfirmed(count);
  return {
    title: TITLE,
    atMost: TURNS,
    trials: entries.map(({ ledger, count, times }) => ({
      warmUp: () => ledger.auditTime(count, 0),
      measure: async () => {
        times.push(await ledger.auditTime(count, 0));
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
