import { writeFile } from 'node:fs/promises';
import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError, Option } from 'commander';
import { findRedisServer, startRedisServer } from 'local-redis';
import { chaosPage } from './chaos-page.js';
import { chaosTable } from './chaos-table.js';
import { FAULTS } from './faults/all-faults.js';
import type { Fault } from './faults/fault.js';
import type { DurabilityLevel, IssuingMode } from './issuing.js';
import { brokenPromises, isProtected } from './promises.js';
import { playRound, type RoundResult } from './round.js';

const MODES: readonly IssuingMode[] = ['strict', 'buffered'];
const LEVELS: readonly DurabilityLevel[] = ['none', 'fenced', 'highWater'];

interface ChaosOptions {
  readonly rounds?: number;
  readonly only: readonly string[];
  readonly out?: string;
}

async function chaos({ rounds, only, out }: ChaosOptions): Promise<void> {
  const binary = await findRedisServer({ onProgress: (line) => process.stderr.write(`${line}\n`) });
  const cells = await cellsOf(FAULTS.filter(({ name }) => only.includes(name)));
  const plan = cells.flatMap((cell) => Array.from({ length: rounds ?? roundsOf(cell) }, () => cell));
  // What nothing happens to: the ceilings are kept there.
  const store = await startRedisServer({ binary });
  const bar = new SingleBar({
    format: '{bar} {value}/{total} rounds, {eta_formatted} to go: {doing}',
    noTTYOutput: true,
    notTTYSchedule: 10_000,
  });
  const results: RoundResult[] = [];
  bar.start(plan.length, 0, { doing: '' });
  try {
    for (const cell of plan) {
      bar.update({ doing: `${cell.fault.name}, ${cell.durability}, ${cell.mode}` });
      results.push(await playRound({ ...cell, storeUrl: store.url }));
      bar.increment();
    }
  } finally {
    bar.stop();
    await store.stop();
  }
  const table = await chaosTable(results);
  process.stdout.write(`\n${table}\n`);
  if (out !== undefined) await writeFile(out, await chaosPage(table, binary));
  const broken = brokenPromises(results);
  for (const promise of broken) process.stderr.write(`${promise}\n`);
  if (broken.length > 0) process.exitCode = 1;
}

interface Cell {
  readonly fault: Fault;
  readonly mode: IssuingMode;
  readonly durability: DurabilityLevel;
}

async function cellsOf(faults: readonly Fault[]): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const fault of faults) {
    const missing = await fault.missing?.();
    if (missing === undefined) {
      const { modes = MODES, levels = LEVELS } = fault;
      cells.push(...modes.flatMap((mode) => levels.map((durability) => ({ fault, mode, durability }))));
    } else {
      process.stderr.write(`No "${fault.name}": ${missing}\n`);
    }
  }
  return cells;
}

// Once is enough to show that a fault bites.
function roundsOf({ fault, durability }: Cell): number {
  return isProtected(fault, durability) ? (fault.rounds ?? 1) : 1;
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('expected a whole number, 1 or more.');
}

const names = FAULTS.map(({ name }) => name);
const program = new Command('chaos')
  .description(
    'Counts numbers that are given twice when Redis dies, fails over or loses its data under load.',
  )
  .option(
    '--rounds <count>',
    'how often each fault happens to each durability and mode; by default power cuts 20 times, others once',
    wholeNumber,
  )
  .addOption(new Option('--only <faults...>', 'some of the faults').choices(names).default(names))
  .option('--out <file>', 'where the report is written; without it, nowhere')
  .action(chaos);
try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
