import { format } from 'prettier';
import { figure } from './figures.js';
import type { Row, Verdict } from './row.js';

const HEAD = ['case', 'contestant', 'median', '÷ base (range)', 'target', 'met'];
const COST = 'CPU each: client + server';
const NOTHING = ['', ''];
const RULE = ['---', '---', '--:', '--:', '---', '---'];

/** The rows as a Markdown table that reads well as plain text too. */
export async function tableOf(rows: readonly Row[]): Promise<string> {
  const isCosted = rows.some(({ cost }) => cost !== undefined);
  // Stands before the last two, the target and whether it was met.
  const withCost = (cells: readonly string[], cost = ''): readonly string[] =>
    isCosted ? [...cells.slice(0, 4), cost, ...cells.slice(4)] : cells;
  const lines = rows.flatMap((row, index) => {
    const title = row.title === rows[index - 1]?.title ? '' : row.title;
    const [verdict, ...more] = row.verdicts.map(told);
    return [
      withCost([title, row.contestant, row.figure, ratioOf(row), ...(verdict ?? NOTHING)], row.cost),
      ...more.map((further) => withCost(['', '', '', '', ...further])),
    ];
  });
  const table = [withCost(HEAD, COST), withCost(RULE, '--:'), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
  return await format(table, { parser: 'markdown' });
}

function ratioOf({ contestant, base, ratio }: Row): string {
  if (!ratio) return '';
  if (contestant === base) return '1';
  return `${figure(ratio.median)} (${figure(ratio.lowest)}–${figure(ratio.highest)})`;
}

function told({ target, reached, met }: Verdict): string[] {
  return [target, `${met ? 'yes' : '**no**'}: ${reached}`];
}
