import { format } from 'prettier';
import type { RoundResult } from './round.js';

const HEAD = ['fault', 'mode', 'durability', 'rounds', 'issued', 'given twice', 'left out', 'to recover, ms'];
const RULE = ['---', '---', '---', '--:', '--:', '--:', '--:', '--:'];

/**
 * What all rounds came to, as a Markdown table that reads well as plain text too: a line for each cell, over its
 * rounds.
 */
export async function chaosTable(results: readonly RoundResult[]): Promise<string> {
  const cells = new Set(results.map(cellOf));
  const lines = [...cells].map((cell) =>
    lineOf(
      cell,
      results.filter((result) => cellOf(result) === cell),
    ),
  );
  const table = [HEAD, RULE, ...lines].map((columns) => `| ${columns.join(' | ')} |\n`).join('');
  return await format(table, { parser: 'markdown' });
}

function cellOf({ fault, mode, durability }: RoundResult): string {
  return [fault.name, mode, durability].join(' | ');
}

function lineOf(cell: string, rounds: readonly RoundResult[]): string[] {
  return [
    cell,
    String(rounds.length),
    total(rounds.map(({ issued }) => issued)),
    total(rounds.map(({ twice }) => twice)),
    total(rounds.map(({ skipped }) => skipped)),
    String(Math.round(Math.max(...rounds.map(({ pauseMs }) => pauseMs)))),
  ];
}

function total(counts: readonly number[]): string {
  return counts.reduce((sum, count) => sum + count, 0).toLocaleString('en-US');
}
