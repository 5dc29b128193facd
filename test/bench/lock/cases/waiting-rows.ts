import { duration, figure, rate } from '../../report/figures.js';
import type { Row } from '../../report/row.js';
import { spreadOf } from '../../statistics.js';
import type { Turns } from '../../turns.js';

/** What came of so many waiters on one lock. */
export interface Waiting {
  readonly count: number;
  /** Hand-overs a second. */
  readonly speed: Turns<number>;
  /** Bytes for each waiter. */
  readonly memory: Turns<number>;
}

/** How fast the lock went from one to the next, as a multiple of that with the fewest waiters. */
export function speedRow(title: string, { count, speed }: Waiting, entries: readonly Waiting[]): Row {
  const row = { title, contestant: waiters(count), ours: true, verdicts: [] };
  if (speed.failure !== undefined) return { ...row, figure: speed.failure };
  const { median } = spreadOf(speed.results);
  const [fewest] = entries;
  const bases = fewest?.speed.results ?? [];
  return {
    ...row,
    figure: `${rate(median)}, ${duration(1000 / median)} each`,
    base: waiters(fewest?.count ?? count),
    ratio: spreadOf(speed.results.map((reached, turn) => reached / (bases[turn] ?? Number.NaN))),
  };
}

/** What the server kept for each waiter. */
export function memoryRow(title: string, { count, memory }: Waiting): Row {
  return {
    title,
    contestant: waiters(count),
    ours: true,
    figure: memory.failure ?? `${figure(spreadOf(memory.results).median)} bytes`,
    verdicts: [],
  };
}

function waiters(count: number): string {
  return `${figure(count)} waiters`;
}
