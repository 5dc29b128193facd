import { runBenchmark } from '../run-benchmark.js';
import { GAPLESS_BENCHMARK } from './gapless-benchmark.js';

await runBenchmark(GAPLESS_BENCHMARK);
