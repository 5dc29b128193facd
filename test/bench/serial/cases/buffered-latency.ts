import type { BenchCase } from '../../bench-case.js';
import { latency } from '../latency/latency.js';
import type { Workbench } from '../../workbench.js';
import { bufferedSeries } from './buffered-series.js';
import { HandWrittenBuffer } from './hand-written-buffer.js';
import { BUFFERED, BY_HAND } from './names.js';

const PER_SECOND = 100_000;

/** How long each number takes, of those that the process fetched ahead, at a steady pace. */
export async function bufferedLatency(bench: Workbench): Promise<BenchCase> {
  const series = bufferedSeries('buffered-latency');
  const serials = await bench.serials();
  const byHand = new HandWrittenBuffer(await bench.client(), 'hand:buffered-latency');
  return latency('Fetched ahead, at a pace of 100,000/s', PER_SECOND, [
    { name: 'a fulfilled promise', call: () => Promise.resolve() },
    { name: BY_HAND, call: () => byHand.next() },
    { name: BUFFERED, call: () => serials.next(series), ours: true, below: 1 },
  ]);
}
