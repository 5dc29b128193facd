import type { Redis } from 'ioredis';
import { defineSeries, type SerialService } from 'nestjs-redis-serial';
import type { BenchCase } from '../../bench-case.js';
import { usedMemory } from '../../redis/used-memory.js';
import { figure } from '../../report/figures.js';
import type { Row } from '../../report/row.js';
import { Workbench } from '../../workbench.js';

const TITLE = 'Memory for each number';
const COUNT = 20_000;
const AT_ONCE = 500;
const STATES = ['confirmed', 'reserved', 'void'] as const;

/** What the server keeps for each number. */
export function bytesEach({ binary }: Workbench): BenchCase {
  const bytes = new Map<string, number>();
  const trials = STATES.map((state) => ({
    warmUp: () => Promise.resolve(),
    measure: async () => {
      await using bench = await Workbench.on(binary);
      bytes.set(state, await measured(await bench.client(), await bench.serials(), state));
    },
  }));
  const rowOf = (state: string): Row => ({
    title: TITLE,
    contestant: state,
    ours: true,
    figure: `${figure(bytes.get(state) ?? Number.NaN)} bytes`,
    verdicts: [],
  });
  return { title: TITLE, atMost: 1, trials, rows: () => STATES.map(rowOf) };
}

async function measured(
  client: Redis,
  serials: SerialService,
  state: (typeof STATES)[number],
): Promise<number> {
  const series = defineSeries({
    name: 'invoice',
    pattern: 'INV-{date:yyyy}-{seq:9}',
    mode: 'gapless',
    gapless: { lease: '1d', onCancel: 'void' },
  });
  const make = async (): Promise<void> => {
    const one = await serials.reserve(series);
    if (state === 'confirmed') await one.confirm();
    if (state === 'void') await one.cancel('the customer left');
  };
  // Scripts and what else comes with the first number are not counted.
  await make();
  const before = await usedMemory(client);
  for (let made = 0; made < COUNT; made += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, make));
  return ((await usedMemory(client)) - before) / COUNT;
}
