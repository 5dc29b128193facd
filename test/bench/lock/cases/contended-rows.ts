import { duration, factor, figure } from '../../report/figures.js';
import { atMost, type Row } from '../../report/row.js';
import { spreadOf } from '../../statistics.js';
import type { Turns } from '../../turns.js';
import type { Contention } from '../contention/contention.js';
import type { Locker } from '../lockers/locker.js';

/** What came of one turn. */
export interface Contended extends Contention {
  readonly sections: number;
  /** Commands that clients sent, for each time the lock was held. */
  readonly sent: number;
  /** Commands that scripts ran besides, likewise. */
  readonly inScripts: number;
}

/** What ours is to stay below. */
export interface Limits {
  /** Wall time ÷ the holds. */
  readonly wall: number;
  readonly commands: number;
  /** The share of those who were overtaken. */
  readonly overtaken: number;
  /** The longest wait ÷ the median. @defaultValue no limit */
  readonly longestWait?: number;
}

interface Entry {
  readonly locker: Locker;
  readonly turns: Turns<Contended>;
}

type Cells = Pick<Row, 'figure' | 'base' | 'ratio' | 'verdicts'>;
type Part = (turns: readonly Contended[], limits: Limits) => Cells;

const PARTS: readonly (readonly [name: string, part: Part])[] = [
  ['wall time for each hold', wallTime],
  ['commands for each hold, as sent / with those in scripts', commands],
  ['overtaken', overtaken],
  ['wait, median / longest', waits],
];

/** The figures one after the other, so that the contestants stand together. */
export function contendedRows(title: string, entries: readonly Entry[], limits: Limits): Row[] {
  return PARTS.flatMap(([name, part]) =>
    entries.flatMap(({ locker: { name: contestant, ours = false }, turns }): Row[] => {
      const row = { title: `${title}: ${name}`, contestant, ours };
      if (turns.failure !== undefined) return [{ ...row, figure: turns.failure, verdicts: [] }];
      const cells = part(turns.results, limits);
      return [{ ...row, ...cells, verdicts: ours ? cells.verdicts : [] }];
    }),
  );
}

function wallTime(turns: readonly Contended[], { wall }: Limits): Cells {
  const ratio = spreadOf(turns.map(({ wallMs, heldMs }) => wallMs / heldMs));
  const each = middle(turns, ({ wallMs, sections }) => wallMs / sections);
  return { figure: duration(each), base: 'the holds', ratio, verdicts: [atMost(wall, ratio.median, factor)] };
}

function commands(turns: readonly Contended[], limits: Limits): Cells {
  const sent = middle(turns, (turn) => turn.sent);
  const all = middle(turns, (turn) => turn.sent + turn.inScripts);
  return {
    figure: `${figure(sent)} / ${figure(all)}`,
    verdicts: [
      atMost(limits.commands, sent, (count) => `${figure(count)} as sent`),
      atMost(limits.commands, all, (count) => `${figure(count)} with those in scripts`),
    ],
  };
}

function overtaken(turns: readonly Contended[], limits: Limits): Cells {
  const share = middle(turns, (turn) => turn.overtaken);
  return { figure: percent(share), verdicts: [atMost(limits.overtaken, share, percent)] };
}

function waits(turns: readonly Contended[], { longestWait }: Limits): Cells {
  const median = middle(turns, ({ medianWaitMs }) => medianWaitMs);
  const longest = Math.max(...turns.map(({ longestWaitMs }) => longestWaitMs));
  const times = middle(turns, ({ medianWaitMs, longestWaitMs }) => longestWaitMs / medianWaitMs);
  const verdict = atMost(longestWait ?? 0, times, (ratio) => `${factor(ratio)} the median`);
  return {
    figure: `${duration(median)} / ${duration(longest)}`,
    verdicts: longestWait === undefined ? [] : [verdict],
  };
}

function middle(turns: readonly Contended[], value: (turn: Contended) => number): number {
  return spreadOf(turns.map(value)).median;
}

function percent(share: number): string {
  return `${figure(share * 100)} %`;
}
