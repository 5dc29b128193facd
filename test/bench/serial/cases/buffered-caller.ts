import type { BenchCase } from '../../bench-case.js';
import { calling } from '../../race/contestant.js';
import { CpuMeter } from '../../race/cpu-meter.js';
import { race } from '../../race/race.js';
import { incr } from './commands.js';
import type { Workbench } from '../../workbench.js';
import { bufferedSeries } from './buffered-series.js';
import { HandWrittenBuffer } from './hand-written-buffer.js';
import { BUFFERED, BY_HAND, INCR } from './names.js';

/** One caller that awaits each number, of those that the process fetched ahead. */
export async function bufferedCaller(bench: Workbench): Promise<BenchCase> {
  const series = bufferedSeries('buffered');
  const serials = await bench.serials();
  const plain = await bench.client();
  const byHand = new HandWrittenBuffer(plain, 'hand:buffered');
  const callers = 1;
  return race({
    title: 'Fetched ahead, 1 caller, one number after the other',
    base: INCR,
    contestants: [
      calling(INCR, incr(plain, 'incr:buffered'), { callers }),
      calling(BY_HAND, () => byHand.next(), { callers }),
      calling(BUFFERED, () => serials.next(series), { callers, ours: true }),
    ],
    targets: [{ contestant: BUFFERED, atLeast: 0.73, times: BY_HAND }],
    cpu: new CpuMeter([plain]),
  });
}
