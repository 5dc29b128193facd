import { format } from 'prettier';
import type { Reported } from '../benchmark.js';
import type { Chart } from './chart.js';
import type { Conditions } from './conditions.js';
import type { Machine } from './machine.js';

const PINNED = 'The client and the server were kept on a core each.';
const NOT_PINNED = `The system chose the cores for the client and
the server, and may have put both on one now and then: wide ranges tell so, and \`--pin\` keeps them apart.`;

/** The report as a Markdown page; the charts lie beside it. */
export async function pageOf(
  { name, page: { title, takes, example, notes } }: Reported,
  charts: readonly Chart[],
  table: string,
  machine: Machine,
  { rounds, seconds, pinned }: Conditions,
): Promise<string> {
  const { cpu, cores, system, node, server, date } = machine;
  const comments: readonly (readonly [command: string, comment: string])[] = [
    [
      `npm run bench:${name}`,
      `${takes}; writes this page and its ${charts.length === 1 ? 'chart' : 'charts'}`,
    ],
    [`npm run bench:${name} -- --only ${example}`, 'some of the cases; prints only'],
  ];
  const widest = Math.max(...comments.map(([command]) => command.length));
  const page = `# ${title}

${charts.map((chart) => `![${chart.title}, on a logarithmic axis](${chart.file})\n`).join('\n')}
${table}
Measured on ${date}: ${cpu}, ${cores} cores, ${system}, Node ${node}, ${server}.

## How it is measured

\`\`\`sh
${comments.map(([command, comment]) => `${command.padEnd(widest)}   # ${comment}`).join('\n')}
npm run bench:${name} -- --help
\`\`\`

The run starts a server of its own on the same machine, without persistence. ${pinned ? PINNED : NOT_PINNED}
There were ${rounds} rounds. In each of them every contestant had a turn of ${seconds} s, in an order that rotates, after
one turn that was not counted. A figure is the median of the rounds; a ratio is taken within each round, and then the
median of those. Absolute figures move from machine to machine and from run to run: compare ratios.
${notes}`;
  return await format(page, { parser: 'markdown', printWidth: 110 });
}
