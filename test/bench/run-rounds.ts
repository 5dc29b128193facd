import { setImmediate as turn } from 'node:timers/promises';
import type { BenchCase, Trial } from './bench-case.js';

// An app runs for days: what it costs is what it costs once V8 has compiled and optimised what runs often.
// And a series' ceilings and members are looked at more closely in the first 2 s of its life.
const WARM_UP_SECONDS = 2.5;

/** How long to measure. */
export interface Rounds {
  readonly rounds: number;
  /** How long one contestant's turn lasts. */
  readonly seconds: number;
}

/** How many turns there are in all. */
export function turnsIn(cases: readonly BenchCase[], rounds: number): number {
  return cases.reduce(
    (turns, { atMost = rounds, trials }) => turns + trials.length * Math.min(atMost, rounds),
    0,
  );
}

/**
 * Measures all cases, round by round: in each round every contestant has its turn, in an order that rotates, so that
 * what slows the machine down for a while meets all of them.
 */
export async function runRounds(
  cases: readonly BenchCase[],
  { rounds, seconds }: Rounds,
  onTurn: () => void,
): Promise<void> {
  for (const trial of cases.filter(({ atMost }) => atMost !== 1).flatMap(({ trials }) => trials)) {
    await trial.warmUp(WARM_UP_SECONDS);
  }
  for (let round = 0; round < rounds; round++) {
    for (const { trials } of cases.filter(({ atMost = rounds }) => round < atMost)) {
      for (const trial of rotated(trials, round)) {
        await cleanUp();
        await trial.measure(seconds);
        onTurn();
      }
    }
  }
}

function rotated(trials: readonly Trial[], by: number): readonly Trial[] {
  const first = by % trials.length;
  return [...trials.slice(first), ...trials.slice(0, first)];
}

// One contestant's garbage is not to be collected in another's turn. So many collections would have V8 forget what it
// compiled for those that wait; the script in package.json has it keep that.
async function cleanUp(): Promise<void> {
  await turn();
  globalThis.gc?.({ type: 'minor' });
}
