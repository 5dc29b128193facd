import { defineSeries } from 'nestjs-redis-serial';
import type { BenchCase } from '../../bench-case.js';
import { calling } from '../../race/contestant.js';
import { CpuMeter } from '../../race/cpu-meter.js';
import { race } from '../../race/race.js';
import { pipelinedIncr } from './commands.js';
import type { Workbench } from '../../workbench.js';

const NUMBERS = 1000;
const PIPELINES = 'pipelines of 1,000 INCR';
const OURS = 'nextMany(1000), strict, formatted';

/** One caller that takes a thousand numbers at a time. */
export async function strictMany(bench: Workbench): Promise<BenchCase> {
  const series = defineSeries({ name: 'strict-many', pattern: 'ORD-{date:yyyyMMdd}-{seq:9}' });
  const serials = await bench.serials();
  const plain = await bench.client();
  const turns = { callers: 1, numbers: NUMBERS };
  return race({
    title: '1,000 numbers at a time',
    base: PIPELINES,
    contestants: [
      calling(PIPELINES, pipelinedIncr(plain, 'incr:strict-many', NUMBERS), turns),
      calling(OURS, () => serials.nextMany(series, NUMBERS), { ...turns, ours: true }),
    ],
    cpu: new CpuMeter([plain]),
    targets: [{ contestant: OURS, atLeast: 3e6 }],
  });
}
