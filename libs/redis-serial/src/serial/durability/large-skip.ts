import type { Numbering } from '../number-grid.js';
import type { Guard } from './durability.options.js';
import { numbersOf, skipFor } from './skip.js';

const LARGE_SHARE = 1 / 10;

/** A series of which one loss may leave out much. */
export interface LargeSkip {
  readonly series: string;
  /** How many numbers one loss may leave out. */
  readonly skip: number;
  /** How many a period holds. */
  readonly holds: number;
}

/** Whether one loss may leave out more than a tenth of what a period of a series holds; if so, how much. */
export function largeSkip(
  series: Numbering & { readonly name: string },
  guard: Guard,
): LargeSkip | undefined {
  if (guard.kind === 'none') return undefined;
  const skip = skipFor(series, guard.skip);
  const holds = numbersOf(series);
  return skip > holds * LARGE_SHARE ? { series: series.name, skip, holds } : undefined;
}

/** The same, to be read. */
export function describeLargeSkip({ series, skip, holds }: LargeSkip): string {
  return (
    `Series "${series}" holds ${holds} numbers in a period, and one loss in Redis may leave out ${skip} of them: ` +
    'give it more digits, or a smaller recoverySkip (durability fenced) or ahead (highWater)'
  );
}
