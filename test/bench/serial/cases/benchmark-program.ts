import type { BenchCase } from '../../bench-case.js';
import type { Contestant } from '../../race/contestant.js';
import { race } from '../../race/race.js';
import { BenchmarkProgram } from '../../redis/benchmark-program.js';
import type { Workbench } from '../../workbench.js';

const TITLE = "Redis's own redis-benchmark";
/** The arguments, and about how many requests they make in a second. */
const RUNS = [
  { args: ['-c', '50', '-t', 'incr', '-q'], requests: 80_000 },
  { args: ['-c', '50', '-P', '16', '-t', 'incr', '-q'], requests: 800_000 },
] as const;

/** What the server itself is good for. */
export async function benchmarkProgram({ binary, server }: Workbench): Promise<BenchCase> {
  const program = await BenchmarkProgram.find(binary);
  if (!program) return { title: TITLE, trials: [], rows: () => [missing()] };
  const contestants = RUNS.map(({ args, requests }): Contestant => ({
    name: args.join(' '),
    ours: false,
    perSecond: (seconds) => program.incrPerSecond(server, Math.ceil(requests * seconds), args),
  }));
  return race({ title: TITLE, contestants });
}

function missing(): ReturnType<BenchCase['rows']>[number] {
  const figure = 'not there: neither beside the server nor on the PATH';
  return { title: TITLE, contestant: 'INCR', ours: false, figure, verdicts: [] };
}
