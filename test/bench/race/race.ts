import type { BenchCase } from '../bench-case.js';
import { rate } from '../report/figures.js';
import { spreadOf } from '../statistics.js';
import type { Contestant } from './contestant.js';
import { judge, ratios, type Target } from './target.js';

/** Contestants that are compared by how many numbers they get. */
export interface RaceDefinition {
  readonly title: string;
  readonly contestants: readonly Contestant[];
  /** The contestant that counts as 1. @defaultValue none */
  readonly base?: string;
  readonly targets?: readonly Target[];
}

export function race({ title, contestants, base, targets = [] }: RaceDefinition): BenchCase {
  const rates = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  return {
    title,
    trials: contestants.map((contestant) => ({
      warmUp: (seconds) => contestant.perSecond(seconds),
      measure: async (seconds) => {
        rates.get(contestant.name)?.push(await contestant.perSecond(seconds));
      },
    })),
    rows: () =>
      contestants.map(({ name, ours }) => ({
        title,
        contestant: name,
        ours,
        figure: rate(spreadOf(rates.get(name) ?? []).median),
        ...(base !== undefined && { base, ratio: spreadOf(ratios(rates, name, base)) }),
        verdicts: targets
          .filter(({ contestant }) => contestant === name)
          .map((target) => judge(rates, target)),
      })),
  };
}
