import { runBenchmark } from '../run-benchmark.js';
import { LOCK_BENCHMARK } from './lock-benchmark.js';

await runBenchmark(LOCK_BENCHMARK);
