import type { BenchCase } from '../../bench-case.js';
import type { Contestant } from '../../race/contestant.js';
import { race } from '../../race/race.js';
import { figure } from '../../report/figures.js';
import type { Workbench } from '../../workbench.js';
import { ABOUT_AS_MANY, RESERVATIONS } from '../growth/bounds.js';
import { GrowingCounter } from '../growth/growing-counter.js';
import type { Settings } from '../settings.js';

const [FEW, MANY] = [10_000, 100_000] as const;
const FIRST = 'the first of a period';

/** What a reservation costs late in a period, when many are confirmed. */
export async function afterConfirmed(bench: Workbench, { callers }: Settings): Promise<BenchCase> {
  const serials = await bench.serials();
  const turn = async (counter: GrowingCounter, confirmed: number): Promise<number> => {
    const rate = await counter.perSecond(callers, RESERVATIONS);
    await counter.auditTime(confirmed + RESERVATIONS, 0);
    return rate;
  };
  let turns = 0;
  const contestants: Contestant[] = [
    { name: FIRST, ours: true, perSecond: () => turn(new GrowingCounter(serials, `first-${++turns}`), 0) },
  ];
  for (const count of [FEW, MANY]) {
    const counter = new GrowingCounter(serials, `confirmed-${count}`);
    await counter.fillConfirmed(count);
    let confirmed = count;
    contestants.push({
      name: nameOf(count),
      ours: true,
      perSecond: async () => {
        const rate = await turn(counter, confirmed);
        confirmed += RESERVATIONS;
        return rate;
      },
    });
  }
  return race({
    title: 'Reservations, confirmed before',
    base: FIRST,
    contestants,
    targets: [FEW, MANY].map((count) => ({
      contestant: nameOf(count),
      atLeast: ABOUT_AS_MANY,
      times: FIRST,
    })),
  });
}

function nameOf(confirmed: number): string {
  return `${figure(confirmed)} confirmed`;
}
