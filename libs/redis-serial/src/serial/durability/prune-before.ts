import { describeValue } from '../../common/check-options.js';
import { machineClock } from '../../common/clock.js';
import { OptionsError } from '../../common/options.error.js';

/**
 * The time up to which `prune` removes what is closed, in ms since 1970; now at the latest.
 * @throws {OptionsError} when it is no date.
 */
export function pruneBefore(before: Date, owner: string): number {
  const given: unknown = before;
  if (!(given instanceof Date) || Number.isNaN(given.getTime()))
    throw new OptionsError(
      `${owner}.prune`,
      `expected a date, such as new Date(), got ${describeValue(given)}`,
    );
  return Math.min(given.getTime(), machineClock.wall());
}
