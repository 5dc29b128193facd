import type { BenchCase } from '../../bench-case.js';
import { race } from '../../race/race.js';
import type { Contestant } from '../../race/contestant.js';
import { figure } from '../../report/figures.js';
import type { Workbench } from '../../workbench.js';
import { ABOUT_AS_MANY, RESERVATIONS } from '../growth/bounds.js';
import { GrowingCounter } from '../growth/growing-counter.js';
import type { Settings } from '../settings.js';

const COUNTS = [1, 100, 10_000] as const;

/** What a reservation costs while others are pending. */
export async function whilePending(bench: Workbench, { callers }: Settings): Promise<BenchCase> {
  const serials = await bench.serials();
  const contestants: Contestant[] = [];
  for (const pending of COUNTS) {
    const counter = new GrowingCounter(serials, `pending-${pending}`);
    await counter.fillPending(pending);
    let confirmed = 0;
    contestants.push({
      name: nameOf(pending),
      ours: true,
      perSecond: async () => {
        const rate = await counter.perSecond(callers, RESERVATIONS);
        confirmed += RESERVATIONS;
        await counter.auditTime(confirmed, pending);
        return rate;
      },
    });
  }
  const base = nameOf(COUNTS[0]);
  return race({
    title: 'Reservations, pending before',
    base,
    contestants,
    targets: [{ contestant: nameOf(COUNTS[2]), atLeast: ABOUT_AS_MANY, times: base }],
  });
}

function nameOf(pending: number): string {
  return `${figure(pending)} pending`;
}
