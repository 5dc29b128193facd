import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { BenchCase } from './bench-case.js';
import { CASE_GROUPS, openCases, type CaseGroup } from './cases/all-cases.js';
import { keepApart } from './redis/keep-apart.js';
import { describeMachine } from './report/machine.js';
import { tableOf } from './report/table.js';
import { writeReport } from './report/write-report.js';
import { runRounds, turnsIn, type Rounds } from './run-rounds.js';
import { Workbench } from './workbench.js';

interface BenchOptions extends Rounds {
  readonly only: readonly CaseGroup[];
  readonly out: string;
  readonly pin: boolean;
}

async function bench(options: BenchOptions, command: Command): Promise<void> {
  await using workbench = await Workbench.open((line) => process.stderr.write(`${line}\n`));
  const pinned = options.pin && (await keepApart(workbench.server.pid));
  const cases = await openCases(workbench, options.only);
  await withProgress(cases, options);
  const rows = cases.flatMap((each) => each.rows());
  process.stdout.write(`\n${await tableOf(rows)}`);
  // Some of the cases do not make the whole report; whoever says where to write it means it.
  if (options.only.length < CASE_GROUPS.length && command.getOptionValueSource('out') !== 'cli') return;
  await writeReport(options.out, rows, describeMachine(workbench.binary), { ...options, pinned });
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

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('expected a whole number, 1 or more.');
}

function positive(text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError('expected a number above 0.');
}

const program = new Command('bench:serial')
  .description('Measures what serial numbers cost, against what one would do without the library.')
  .option('--rounds <count>', 'how often every contestant has its turn', wholeNumber, 15)
  .option('--seconds <length>', 'how long a turn lasts', positive, 0.35)
  .addOption(new Option('--only <groups...>', 'some of the cases').choices(CASE_GROUPS).default(CASE_GROUPS))
  .option('--pin', 'keep the client and the server on a core each, where taskset can', false)
  .option('--out <folder>', 'where the report is written', 'docs/benchmarks')
  .action(bench);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
