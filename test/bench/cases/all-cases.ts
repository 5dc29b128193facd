import type { BenchCase } from '../bench-case.js';
import type { Workbench } from '../workbench.js';
import { benchmarkProgram } from './benchmark-program.js';
import { bufferedCaller } from './buffered-caller.js';
import { bufferedLatency } from './buffered-latency.js';
import { memory } from './memory.js';
import { strictCallers } from './strict-callers.js';
import { strictMany } from './strict-many.js';

type OpenCase = (bench: Workbench) => BenchCase | Promise<BenchCase>;

/** All cases by the group that `--only` names, in the order of the report. */
export const CASES = {
  strict: [
    (bench) => strictCallers(bench, 1),
    (bench) => strictCallers(bench, 64),
    (bench) => strictCallers(bench, 1000),
    strictMany,
  ],
  buffered: [bufferedCaller, bufferedLatency],
  server: [benchmarkProgram],
  memory: [memory],
} satisfies Record<string, readonly OpenCase[]>;

export type CaseGroup = keyof typeof CASES;

export const CASE_GROUPS = Object.keys(CASES) as CaseGroup[];

/** Opens the cases of some groups. */
export async function openCases(bench: Workbench, groups: readonly CaseGroup[]): Promise<BenchCase[]> {
  const opened: BenchCase[] = [];
  const wanted = CASE_GROUPS.filter((group) => groups.includes(group));
  for (const open of wanted.flatMap((group): readonly OpenCase[] => CASES[group])) {
    opened.push(await open(bench));
  }
  return opened;
}
