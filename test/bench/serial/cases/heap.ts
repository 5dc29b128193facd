import { setTimeout as pause } from 'node:timers/promises';
import { defineSeries } from 'nestjs-redis-serial';
import type { BenchCase } from '../../bench-case.js';
import { figure } from '../../report/figures.js';
import { atMost, type Row } from '../../report/row.js';
import type { Workbench } from '../../workbench.js';
import { scopesOf } from './scopes.js';

const TITLE = "This process's heap for each value of a variable";
const SCOPES = 50_000;
const AT_ONCE = 1_000;
/** More scopes than are remembered: those are a fixed number, whatever comes after. */
const BEFORE = 3_000;
const COLLECTIONS = 4;

const MODES = [
  { mode: 'strict', most: 200 },
  { mode: 'buffered', most: 400 },
] as const;

/** What this process keeps for each counter of a series, after a number was taken of each. */
export function heap(bench: Workbench): BenchCase {
  const entries = MODES.map((one) => ({ ...one, bytes: Number.NaN }));
  const trials = entries.map((entry) => ({
    warmUp: () => Promise.resolve(),
    measure: async () => {
      entry.bytes = await bytesEach(bench, entry.mode);
    },
  }));
  return { title: TITLE, atMost: 1, trials, rows: () => entries.map(rowOf) };
}

async function bytesEach(bench: Workbench, mode: 'strict' | 'buffered'): Promise<number> {
  const serials = await bench.serials();
  const series = defineSeries({ name: `heap-${mode}`, pattern: 'ORD-{store}-{date:yyyyMMdd}-{seq:9}', mode });
  const scopes = scopesOf(BEFORE + SCOPES);
  const fill = async (from: number, to: number): Promise<void> => {
    for (let filled = from; filled < to; filled += AT_ONCE)
      await Promise.all(
        scopes.slice(filled, filled + AT_ONCE).map((scope) => serials.next(series, { scope })),
      );
  };
  await fill(0, BEFORE);
  const before = await heapUsed();
  await fill(BEFORE, scopes.length);
  return ((await heapUsed()) - before) / SCOPES;
}

// What only waits to be finalised is gone after a few collections.
async function heapUsed(): Promise<number> {
  if (!globalThis.gc) throw new Error('The heap can only be measured with --expose-gc');
  for (let times = 0; times < COLLECTIONS; times++) {
    await pause(30);
    globalThis.gc();
  }
  const { heapUsed: objects, arrayBuffers } = process.memoryUsage();
  return objects + arrayBuffers;
}

function rowOf({ mode, most, bytes }: { mode: string; most: number; bytes: number }): Row {
  const written = (count: number): string => `${figure(count)} bytes`;
  return {
    ...{ title: TITLE, contestant: `next(), ${mode}, ${figure(SCOPES)} values`, ours: true },
    figure: written(bytes),
    verdicts: [atMost(most, bytes, written)],
  };
}
