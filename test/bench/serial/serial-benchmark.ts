import type { Benchmark, OpenCase } from '../benchmark.js';
import { benchmarkProgram } from './cases/benchmark-program.js';
import { bufferedCaller } from './cases/buffered-caller.js';
import { bufferedLatency } from './cases/buffered-latency.js';
import { clusterShards } from './cases/cluster-shards.js';
import { dated } from './cases/dated.js';
import { durability } from './cases/durability.js';
import { heap } from './cases/heap.js';
import { memory } from './cases/memory.js';
import { strictCallers } from './cases/strict-callers.js';
import { strictMany } from './cases/strict-many.js';
import { strictScopes } from './cases/strict-scopes.js';

const callers = [1, 64, 1000].map(
  (count): OpenCase =>
    (bench) =>
      strictCallers(bench, count),
);

const scopes = [
  { callers: 64, scopes: 64, atLeast: 1 },
  { callers: 1000, scopes: 1000, atLeast: 2 },
  { callers: 1000, scopes: 200, atLeast: 4 },
].map(
  (load): OpenCase =>
    (bench) =>
      strictScopes(bench, load),
);

const levels = (
  [
    { mode: 'strict', callers: 64, stored: 0.9 },
    { mode: 'strict', callers: 64, scopes: 64, stored: 0.85 },
    { mode: 'buffered', callers: 1, stored: 0.85 },
  ] as const
).map(
  (load): OpenCase =>
    (bench) =>
      durability(bench, load),
);

type Group = 'strict' | 'scopes' | 'buffered' | 'durability' | 'cluster' | 'server' | 'memory';

/** What serial numbers cost. */
export const SERIAL_BENCHMARK: Benchmark<Group> = {
  name: 'serial',
  description: 'Measures what serial numbers cost, against what one would do without the library.',
  groups: {
    strict: [...callers, strictMany],
    scopes: [...scopes, dated],
    buffered: [bufferedCaller, bufferedLatency],
    durability: levels,
    cluster: [clusterShards],
    server: [benchmarkProgram],
    memory: [memory, heap],
  },
  rounds: 15,
  seconds: 0.35,
  charts: [
    {
      file: 'serial.svg',
      title: 'Serial numbers per second, as a multiple of the base',
      groups: ['strict', 'scopes', 'buffered', 'durability', 'cluster', 'server', 'memory'],
    },
  ],
  page: {
    title: 'What serial numbers cost',
    takes: 'about ten minutes',
    example: 'strict',
    notes: `
- **INCR** is \`client.incr(key)\` of ioredis, which gives a bare number that never expires. The base of a case, 1 in the
  chart, is the contestant without a range.
- **next()** gives texts such as \`ORD-20260131-000000042\`, whose counter begins again each day by the server's clock.
- **A scope each**: the callers take numbers of as many counters of one series, and INCR is called on as many keys.
- **CPU each** is what this process took for a number, with all of its threads, and the servers' main threads. It says more
  than the time where a machine has other things to do.
- **The lowest ratios** are of turns in which more was wanted than a loss could not take away, after a rest: such a burst
  waits once, up to 2 s ([durability](../durability.md)).
- **durability** compares the levels with \`none\`; all other cases run with the default, \`fenced\`. Ceilings of \`highWater\` are
  recorded in a second Redis on the same machine.
- **Latency** is from the call of \`next()\` to its answer, over all calls of all rounds. The fulfilled
  promise is the same loop without any numbers: what the machine and the loop take by themselves.
- **A Cluster** has three nodes on the same machine; the servers' CPU is that of all three. Each turn comes after
  4 s of the same load.
- **Documents of one day** are taken with \`at\`; calls are those that the server got.
- **Memory** is what \`used_memory\` grew by, without the buffers of connections, on a fresh server each time. **Heap** is what this
  process's heap grew by, after full collections.
`,
  },
};
