import { format } from 'prettier';
import type { RoundResult } from './round.js';

const HEAD = ['fault', 'mode', 'durability', 'issued', 'given twice', 'skipped', 'pause, ms'];
const RULE = ['---', '---', '---', '--:', '--:', '--:', '--:'];

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
  return [fault, mode, durability].join(' | ');
}

function lineOf(cell: string, rounds: readonly RoundResult[]): string[] {
  return [
    cell,
    total(rounds.map(({ issued }) => issued)),
    total(rounds.map(({ twice }) => twice)),
    total(rounds.map(({ skipped }) => skipped)),
    String(Math.round(Math.max(...rounds.map(({ pauseMs }) => pauseMs)))),
  ];
}

/** Whether all is as promised: nothing twice but with `none`, and that where something was lost. */
export function isAsPromised(results: readonly RoundResult[]): boolean {
  return results.every(({ durability, twice }) => durability === 'none' || twice === 0);
}

function total(counts: readonly number[]): string {
  return counts.reduce((sum, count) => sum + count, 0).toLocaleString('en-US');
}
