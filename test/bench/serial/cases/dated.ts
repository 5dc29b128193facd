import { defineSeries } from 'nestjs-redis-serial';
import type { BenchCase } from '../../bench-case.js';
import { countCommands } from '../../redis/count-commands.js';
import { figure } from '../../report/figures.js';
import { atMost } from '../../report/row.js';
import type { Workbench } from '../../workbench.js';

const TITLE = '1,000 documents of one day, each with its own time';
const DOCUMENTS = 1_000;
const MOST_CALLS = 4;

/** How often the server is asked for numbers of documents that were written at different times of a day. */
export async function dated(bench: Workbench): Promise<BenchCase> {
  const series = defineSeries({ name: 'dated', pattern: 'ORD-{date:yyyyMMdd}-{seq:9}' });
  const serials = await bench.serials();
  const client = await bench.client();
  const dawn = new Date().setUTCHours(0, 0, 0, 0);
  // At different milliseconds of today, all of which have begun or will.
  const take = (count: number): Promise<string[]> =>
    Promise.all(
      Array.from({ length: count }, (_, index) =>
        serials.next(series, { at: dawn + index * 80_000 + index }),
      ),
    );
  let calls = Number.NaN;
  return {
    title: TITLE,
    atMost: 1,
    trials: [
      {
        warmUp: () => Promise.resolve(),
        measure: async () => {
          await take(1);
          ({ sent: calls } = await countCommands(client, () => take(DOCUMENTS)));
        },
      },
    ],
    rows: () => [
      {
        ...{ title: TITLE, contestant: 'next() with at', ours: true, figure: `${figure(calls)} calls` },
        verdicts: [atMost(MOST_CALLS, calls, (count) => `${figure(count)} calls`)],
      },
    ],
  };
}
