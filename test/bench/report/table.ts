import { format } from 'prettier';
import { figure } from './figures.js';
import type { Row, Verdict } from './row.js';

const HEAD = ['case', 'contestant', 'median', '÷ base (range)', 'target', 'met'];
const NOTHING = ['', ''];
const RULE = ['---', '---', '--:', '--:', '---', '---'];

/** The rows as a Markdown table that reads well as plain text too. */
export async function tableOf(rows: readonly Row[]): Promise<string> {
  const lines = rows.flatMap((row, index) => {
    const title = row.title === rows[index - 1]?.title ? '' : row.title;
    const [verdict, ...more] = row.verdicts.map(told);
    return [
      [title, row.contestant, row.figure, ratioOf(row), ...(verdict ?? NOTHING)],
      ...more.map((further) => ['', '', '', '', ...further]),
    ];
  });
  const table = [HEAD, RULE, ...lines].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
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
