import { OptionsError } from '../../common/options.error.js';
import type { ReplayRecord } from '../../lua/counter/replay.record.js';
import { batchAt } from './batch.js';
import type { Batch, NumberTaker } from './number-taker.js';

/**
 * Gives a repeated call the numbers that its idempotency key was given earlier, as they were written then. A key that
 * was used for something else is refused: it would hand one tenant's number to another.
 */
export function giveAgain(
  { series, scope }: Pick<Batch, 'series' | 'scope'>,
  taker: NumberTaker,
  record: ReplayRecord,
): void {
  const trouble = differenceOf(scope, taker.count, record);
  if (trouble !== undefined) {
    taker.fail(new OptionsError('idempotencyKey', `was used in series "${series.name}" ${trouble}`));
    return;
  }
  const { textAt, issuedAt, runs } = record;
  const earlier = batchAt({ series, scope }, series.calendar.momentAt(textAt), {
    textAt,
    issuedAt,
    replayed: true,
  });
  for (const { first, count } of runs) taker.give(earlier, first, count);
}

function differenceOf(scope: Batch['scope'], count: number, record: ReplayRecord): string | undefined {
  const given = record.runs.reduce((sum, run) => sum + run.count, 0);
  if (given !== count) return `for ${given} numbers, not for ${count}`;
  const other = Object.entries(scope).find(([name, value]) => record.scope[name] !== value);
  return other && `for another {${other[0]}}`;
}
