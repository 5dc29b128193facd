import type { BenchCase } from '../bench-case.js';
import { rate } from '../report/figures.js';
import type { Row } from '../report/row.js';
import { spreadOf } from '../statistics.js';
import { Turns } from '../turns.js';
import type { Contestant } from './contestant.js';
import { costOf, type CpuMeter } from './cpu-meter.js';
import { judge, ratios, type Rates, type Target } from './target.js';

/** Contestants that are compared by how much they get in a second. */
export interface RaceDefinition {
  readonly title: string;
  readonly contestants: readonly Contestant[];
  /** The contestant that counts as 1. @defaultValue none */
  readonly base?: string;
  readonly targets?: readonly Target[];
  /** Tells what each cost. @defaultValue nothing is told */
  readonly cpu?: CpuMeter;
}

export function race({ title, contestants, base, targets = [], cpu }: RaceDefinition): BenchCase {
  const entries = contestants.map((contestant) => ({
    contestant,
    turns: new Turns<number>(contestant.mayFail ?? false),
    costs: [] as Awaited<ReturnType<CpuMeter['during']>>['each'][],
  }));
  const rowOf = ({ contestant: { name, ours }, turns, costs }: (typeof entries)[number]): Row => {
    const row = { title, contestant: name, ours };
    if (turns.failure !== undefined) return { ...row, figure: turns.failure, verdicts: [] };
    const rates: Rates = new Map(entries.map((entry) => [entry.contestant.name, entry.turns.results]));
    return {
      ...row,
      figure: rate(spreadOf(turns.results).median),
      ...(costs.length > 0 && { cost: costOf(costs) }),
      ...(base !== undefined && { base, ratio: spreadOf(ratios(rates, name, base)) }),
      verdicts: targets.filter(({ contestant }) => contestant === name).map((target) => judge(rates, target)),
    };
  };
  return {
    title,
    trials: entries.map(({ contestant, turns, costs }) => ({
      warmUp: (seconds) => turns.take(() => contestant.perSecond(seconds)),
      measure: (seconds) =>
        turns.keep(async () => {
          if (contestant.runIn) await contestant.perSecond(contestant.runIn);
          if (!cpu) return await contestant.perSecond(seconds);
          const { rate: reached, each } = await cpu.during(() => contestant.perSecond(seconds));
          costs.push(each);
          return reached;
        }),
    })),
    rows: () => entries.map(rowOf),
  };
}
