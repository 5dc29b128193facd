import { remainingFrom, type Numbering } from '../number-grid.js';

const ORDINARY = 1_000;
const LEAST = 16;
const LARGEST_SHARE = 1 / 20;

/** How many numbers a period can give, those of a series that widens included. */
export function numbersOf(series: Numbering): number {
  return remainingFrom(series, series.start, series.highest);
}

/**
 * How many numbers a loss may leave out: as the guard says, or 1,000, at most a twentieth of what a period holds, at
 * least 16. Numbers, not values: times `step` it is how far the counter jumps.
 */
export function skipFor(series: Numbering, skip: number | 'auto'): number {
  if (skip !== 'auto') return skip;
  return Math.max(LEAST, Math.min(ORDINARY, Math.floor(numbersOf(series) * LARGEST_SHARE)));
}
