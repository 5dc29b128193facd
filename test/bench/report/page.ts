import { format } from 'prettier';
import type { Machine } from './machine.js';
import type { Conditions } from './conditions.js';

const PINNED = 'The client and the server were kept on a core each.';
const NOT_PINNED = `The system chose the cores for the client and
the server, and may have put both on one now and then: wide ranges tell so, and \`--pin\` keeps them apart.`;

/** The report as a Markdown page; the chart lies beside it. */
export async function pageOf(
  table: string,
  chart: string,
  machine: Machine,
  { rounds, seconds, pinned }: Conditions,
): Promise<string> {
  const { cpu, cores, system, node, server, date } = machine;
  const page = `# What serial numbers cost

![Serial numbers per second as a multiple of the base of each case, on a logarithmic axis](${chart})

${table}
Measured on ${date}: ${cpu}, ${cores} cores, ${system}, Node ${node}, ${server}.

## How it is measured

\`\`\`sh
npm run bench:serial                    # about two minutes; writes this page and its chart
npm run bench:serial -- --only strict   # some of the cases; prints only
npm run bench:serial -- --help
\`\`\`

The run starts a server of its own on the same machine, without persistence. ${pinned ? PINNED : NOT_PINNED}
There were ${rounds} rounds. In each of them every contestant had a turn of ${seconds} s, in an order that rotates, after
one turn that was not counted. A figure is the median of the rounds; a ratio is taken within each round, and then the
median of those. Absolute figures move from machine to machine and from run to run: compare ratios.

- **INCR** is \`client.incr(key)\` of ioredis, which gives a bare number that never expires. The base of a case, 1 in the
  chart, is the contestant without a range.
- **next()** gives texts such as \`ORD-20260131-000000042\`, whose counter begins again each day by the server's clock.
- **Latency** is from the call of \`next()\` to its answer, over all calls of all rounds. The fulfilled
  promise is the same loop without any numbers: what the machine and the loop take by themselves.
- **Memory** is what \`used_memory\` grew by, without the buffers of connections, on a fresh server each time.
`;
  return await format(page, { parser: 'markdown', printWidth: 110 });
}
