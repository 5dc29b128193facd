import type { Redis } from 'ioredis';
import { defineSeries } from 'nestjs-redis-serial';
import type { BenchCase } from '../../bench-case.js';
import { incrAndExpireEach } from './commands.js';
import { usedMemory } from '../../redis/used-memory.js';
import { figure } from '../../report/figures.js';
import { atMost, type Row, type Verdict } from '../../report/row.js';
import { Workbench } from '../../workbench.js';

const TITLE = 'Memory for each value of a variable';
const [FEW, MANY] = [10_000, 100_000] as const;
const AT_ONCE = 1000;
const MOST_BYTES = 100;
/** Hash tables grow by doubling, so how full they are differs. */
const ABOUT_THE_SAME = 1.1;

type Fill = (scopes: readonly string[]) => Promise<unknown>;

interface Measured {
  readonly name: string;
  readonly ours: boolean;
  readonly count: number;
  readonly open: (bench: Workbench, client: Redis) => Promise<Fill>;
  bytes: number;
}

/** What the server keeps for each counter of one series: one number is taken of each, on a fresh server. */
export function memory({ binary }: Workbench): BenchCase {
  const entries = [FEW, MANY].flatMap((count): Measured[] => [
    { name: `INCR + EXPIRE, ${figure(count)} keys`, ours: false, count, open: plainKeys, bytes: Number.NaN },
    { name: `next(), ${figure(count)} values`, ours: true, count, open: counters, bytes: Number.NaN },
  ]);
  const trials = entries.map((entry) => ({
    warmUp: () => Promise.resolve(),
    measure: async () => {
      await using bench = await Workbench.on(binary);
      entry.bytes = await bytesEach(bench, entry);
    },
  }));
  return { title: TITLE, atMost: 1, trials, rows: () => entries.map((entry) => rowOf(entry, entries)) };
}

async function bytesEach(bench: Workbench, { count, open }: Measured): Promise<number> {
  const client = await bench.client();
  const fill = await open(bench, client);
  // Scripts and what else comes with the first number are not counted.
  await fill(['first']);
  const before = await usedMemory(client);
  for (let filled = 0; filled < count; filled += AT_ONCE) {
    await fill(Array.from({ length: AT_ONCE }, (_, index) => `S${String(filled + index).padStart(6, '0')}`));
  }
  return ((await usedMemory(client)) - before) / count;
}

function plainKeys(_bench: Workbench, client: Redis): Promise<Fill> {
  return Promise.resolve((scopes) =>
    incrAndExpireEach(
      client,
      scopes.map((scope) => `bench:order:20260101:${scope}`),
    ),
  );
}

async function counters(bench: Workbench): Promise<Fill> {
  const series = defineSeries({ name: 'order', pattern: 'ORD-{store}-{date:yyyyMMdd}-{seq:9}' });
  const serials = await bench.serials();
  return (scopes) => Promise.all(scopes.map((store) => serials.next(series, { scope: { store } })));
}

function rowOf({ name, ours, count, bytes }: Measured, entries: readonly Measured[]): Row {
  const few = entries.find((entry) => entry.ours && entry.count === FEW)?.bytes ?? Number.NaN;
  const verdict: Verdict = {
    target: `about the same as for ${figure(FEW)}`,
    reached: `${figure(few)} bytes there`,
    met: Math.max(bytes / few, few / bytes) <= ABOUT_THE_SAME,
  };
  const spare = atMost(MOST_BYTES, bytes, (most) => `${figure(most)} bytes`);
  const verdicts = ours && count === MANY ? [spare, verdict] : [];
  return { title: TITLE, contestant: name, ours, figure: `${figure(bytes)} bytes`, verdicts };
}
