import { variableNames } from '../pattern/pattern.js';
import { compareTexts } from './compare-texts.js';
import type { SeriesDescription } from './describe-series.js';
import { writtenBy } from './other-counters.js';
import { textSteps } from './text-steps.js';

/** Why the counters of one series can't be lifted to those of another; `undefined` where they can. */
export function migrationTrouble(was: SeriesDescription, is: SeriesDescription): string | undefined {
  if (was.mode === 'gapless' || is.mode === 'gapless')
    return `what was confirmed and cancelled in mode 'gapless' can't be taken over`;
  const [before, after] = [was, is].map((series) => namesOf(countersOf(series))) as [string, string];
  if (before !== after) return `its counters are told apart by ${before}, those of "${is.name}" by ${after}`;
  if (was.resetEvery !== is.resetEvery)
    return `its counters begin again by resetEvery '${was.resetEvery}', those of "${is.name}" by '${is.resetEvery}'`;
  if (was.resetEvery === 'fiscalYear' && was.fiscalYearStart !== is.fiscalYearStart)
    return `its fiscal years begin in month ${was.fiscalYearStart}, those of "${is.name}" in month ${is.fiscalYearStart}`;
  return undefined;
}

/** Whether no number comes twice under a text of both, if the counters of one go on above those of the other. */
export function canGoOn(was: SeriesDescription, is: SeriesDescription): boolean {
  if (migrationTrouble(was, is) !== undefined) return false;
  if (writtenBy(was) !== writtenBy(is) || was.keyCheck !== is.keyCheck) return false;
  const hasPeriods = was.resetEvery !== 'never';
  return compareTexts(textSteps(was.parts, hasPeriods), textSteps(is.parts, hasPeriods)) !== 'mixed';
}

/** The variables that tell a series' counters apart, in the order in which these are named. */
export function countersOf({ parts, counterPer }: SeriesDescription): readonly string[] {
  return counterPer ?? variableNames(parts);
}

function namesOf(names: readonly string[]): string {
  return names.length === 0
    ? 'nothing'
    : [...names]
        .sort()
        .map((name) => `{${name}}`)
        .join(', ');
}
