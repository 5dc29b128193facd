import type { BenchCase } from '../../bench-case.js';
import { memoryOfKeys } from '../../redis/memory-of-keys.js';
import { figure } from '../../report/figures.js';
import { atMost } from '../../report/row.js';
import { Workbench } from '../../workbench.js';
import { GrowingCounter } from '../growth/growing-counter.js';

const TITLE = 'Memory for each number';
/** One bit, and what Redis allots to spare where a value grows. */
const MOST_CONFIRMED = 0.5;

type State = 'confirmed' | 'pending' | 'void';

interface Weighed {
  readonly state: State;
  readonly count: number;
  bytes: number;
}

/** What the server keeps for each number, on a fresh server each time. */
export function memory({ binary }: Workbench): BenchCase {
  const entries: Weighed[] = [
    { state: 'confirmed', count: 10_000, bytes: Number.NaN },
    { state: 'confirmed', count: 100_000, bytes: Number.NaN },
    { state: 'pending', count: 10_000, bytes: Number.NaN },
    { state: 'void', count: 10_000, bytes: Number.NaN },
  ];
  return {
    title: TITLE,
    atMost: 1,
    trials: entries.map((entry) => ({
      warmUp: () => Promise.resolve(),
      measure: async () => {
        await using bench = await Workbench.on(binary);
        entry.bytes = await bytesEach(bench, entry);
      },
    })),
    rows: () =>
      entries.map(({ state, count, bytes }) => ({
        title: TITLE,
        contestant: `${figure(count)} ${state}`,
        ours: true,
        figure: `${figure(bytes)} bytes`,
        verdicts:
          state === 'confirmed' ? [atMost(MOST_CONFIRMED, bytes, (most) => `${figure(most)} bytes`)] : [],
      })),
  };
}

async function bytesEach(bench: Workbench, { state, count }: Weighed): Promise<number> {
  const client = await bench.client();
  const serials = await bench.serials();
  await fill(new GrowingCounter(serials, 'weighed'), state, count);
  return (await memoryOfKeys(client)) / count;
}

async function fill(counter: GrowingCounter, state: State, count: number): Promise<void> {
  if (state === 'confirmed') await counter.fillConfirmed(count);
  else if (state === 'pending') await counter.fillPending(count);
  else await counter.fillVoid(count);
}
