import { SingleBar } from 'cli-progress';
import { Command, Option } from 'commander';
import type { BenchCase } from './bench-case.js';
import type { Benchmark, OpenCase } from './benchmark.js';
import { positive, wholeNumber } from './option-values.js';
import { keepApart } from './redis/keep-apart.js';
import { describeMachine } from './report/machine.js';
import { tableOf } from './report/table.js';
import { writeReport } from './report/write-report.js';
import { runRounds, turnsIn, type Rounds } from './run-rounds.js';
import { Workbench } from './workbench.js';

interface RunOptions extends Rounds {
  readonly only: readonly string[];
  readonly out: string;
  readonly pin: boolean;
}

/** Runs a benchmark as the command line says. */
export async function runBenchmark<Settings extends object>(
  benchmark: Benchmark<string, Settings>,
): Promise<void> {
  const { name, description, rounds, seconds } = benchmark;
  const groups = Object.keys(benchmark.groups);
  const program = new Command(`bench:${name}`)
    .description(description)
    .option('--rounds <count>', 'how often every contestant has its turn', wholeNumber, rounds)
    .option('--seconds <length>', 'how long a turn lasts', positive, seconds)
    .addOption(new Option('--only <groups...>', 'some of the cases').choices(groups).default(groups))
    .option('--pin', 'keep the client and the server on a core each, where taskset can', false)
    .option('--out <folder>', 'where the report is written', 'docs/benchmarks')
    .action((options: RunOptions & Settings, command: Command) => run(benchmark, options, command));
  for (const option of benchmark.options ?? []) program.addOption(option);
  try {
    await program.parseAsync();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  }
}

async function run<Settings extends object>(
  benchmark: Benchmark<string, Settings>,
  options: RunOptions & Settings,
  command: Command,
): Promise<void> {
  await using workbench = await Workbench.open((line) => process.stderr.write(`${line}\n`));
  const pinned = options.pin && (await keepApart(workbench.server.pid));
  const groups = Object.entries(benchmark.groups).filter(([group]) => options.only.includes(group));
  const cases = new Map<string, readonly BenchCase[]>();
  for (const [group, openers] of groups) cases.set(group, await openAll(openers, workbench, options));
  await withProgress([...cases.values()].flat(), options);
  const rows = new Map(
    [...cases].map(([group, opened]) => [group, opened.flatMap((each) => each.rows())] as const),
  );
  process.stdout.write(`\n${await tableOf([...rows.values()].flat())}`);
  const isWhole = cases.size === Object.keys(benchmark.groups).length;
  // Some of the cases do not make the whole report; whoever says where to write it means it.
  if (!isWhole && command.getOptionValueSource('out') !== 'cli') return;
  const machine = describeMachine(workbench.binary, workbench.otherServers);
  await writeReport(options.out, benchmark, rows, machine, { ...options, pinned });
}

async function openAll<Settings extends object>(
  openers: readonly OpenCase<Settings>[],
  workbench: Workbench,
  settings: Settings,
): Promise<readonly BenchCase[]> {
  const opened: BenchCase[] = [];
  for (const open of openers) opened.push(await open(workbench, settings));
  return opened;
}

async function withProgress(cases: readonly BenchCase[], options: Rounds): Promise<void> {
  const bar = new SingleBar({
    format: '{bar} {value}/{total} turns, {eta_formatted} to go',
    noTTYOutput: true,
    notTTYSchedule: 10_000,
  });
  bar.start(turnsIn(cases, options.rounds), 0);
  try {
    await runRounds(cases, options, () => {
      bar.increment();
    });
  } finally {
    bar.stop();
  }
}
