import { figure, rate } from '../../report/figures.js';
import type { Row } from '../../report/row.js';
import { spreadOf } from '../../statistics.js';

/** What came of one contestant with so many locks held. */
interface Measured {
  readonly name: string;
  readonly ours: boolean;
  readonly perSecond: number[];
  bytes: number;
}

/** What came of so many locks held. */
export interface Holding {
  readonly count: number;
  readonly floor: Measured;
  readonly ours: Measured;
}

/** What one more lock costs, beside one more bare key. */
export function speedRows({ count, floor, ours }: Holding): Row[] {
  const title = `1 more lock while ${figure(count)} are held`;
  return [floor, ours].map(({ perSecond, name, ours }) => ({
    title,
    contestant: name,
    ours,
    figure: rate(spreadOf(perSecond).median),
    base: floor.name,
    ratio: spreadOf(perSecond.map((reached, turn) => reached / (floor.perSecond[turn] ?? Number.NaN))),
    verdicts: [],
  }));
}

/** What the server keeps for each. */
export function memoryRows({ count, floor, ours }: Holding): Row[] {
  return [floor, ours].map(({ name, ours, bytes }) => ({
    title: 'Memory of the server for each lock that is held',
    contestant: `${ours ? name : 'SET NX PX'}, ${figure(count)} locks`,
    ours,
    figure: `${figure(bytes)} bytes`,
    verdicts: [],
  }));
}
