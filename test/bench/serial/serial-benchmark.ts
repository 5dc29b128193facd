import type { Benchmark, OpenCase } from '../benchmark.js';
import { benchmarkProgram } from './cases/benchmark-program.js';
import { bufferedCaller } from './cases/buffered-caller.js';
import { bufferedLatency } from './cases/buffered-latency.js';
import { durability } from './cases/durability.js';
import { memory } from './cases/memory.js';
import { strictCallers } from './cases/strict-callers.js';
import { strictMany } from './cases/strict-many.js';

const callers = [1, 64, 1000].map(
  (count): OpenCase =>
    (bench) =>
      strictCallers(bench, count),
);

const levels =
  (mode: 'strict' | 'buffered', count: number): OpenCase =>
  (bench) =>
    durability(bench, mode, count);

type Group = 'strict' | 'buffered' | 'durability' | 'server' | 'memory';

/** What serial numbers cost. */
export const SERIAL_BENCHMARK: Benchmark<Group> = {
  name: 'serial',
  description: 'Measures what serial numbers cost, against what one would do without the library.',
  groups: {
    strict: [...callers, strictMany],
    buffered: [bufferedCaller, bufferedLatency],
    durability: [levels('strict', 64), levels('buffered', 1)],
    server: [benchmarkProgram],
    memory: [memory],
  },
  rounds: 15,
  seconds: 0.35,
  charts: [
    {
      file: 'serial.svg',
      title: 'Serial numbers per second, as a multiple of the base',
      groups: ['strict', 'buffered', 'durability', 'server', 'memory'],
    },
  ],
  page: {
    title: 'What serial numbers cost',
    takes: 'about two minutes',
    example: 'strict',
    notes: `
- **INCR** is \`client.incr(key)\` of ioredis, which gives a bare number that never expires. The base of a case, 1 in the
  chart, is the contestant without a range.
- **next()** gives texts such as \`ORD-20260131-000000042\`, whose counter begins again each day by the server's clock.
- **durability** compares the levels with \`none\`; all other cases run with the default, \`fenced\`. Ceilings of \`highWater\` are
  recorded in a second Redis on the same machine.
- **Latency** is from the call of \`next()\` to its answer, over all calls of all rounds. The fulfilled
  promise is the same loop without any numbers: what the machine and the loop take by themselves.
- **Memory** is what \`used_memory\` grew by, without the buffers of connections, on a fresh server each time.
`,
  },
};
