import { runBenchmark } from '../run-benchmark.js';
import { SERIAL_BENCHMARK } from './serial-benchmark.js';

await runBenchmark(SERIAL_BENCHMARK);
