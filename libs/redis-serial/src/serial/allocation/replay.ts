import { OptionsError } from '../../common/options.error.js';
import type { ReplayRecord } from '../../lua/counter/replay.record.js';
import { batchAt } from './batch.js';
import type { Batch, NumberRequest } from './number-request.js';

/**
 * Gives a repeated call the numbers that its idempotency key was given earlier, as they were written then. A key that
 * was used for something else is refused: it would hand one tenant's number to another.
 */
export function giveAgain(
  { series, scope }: Pick<Batch, 'series' | 'scope'>,
  request: NumberRequest,
  record: ReplayRecord,
): void {
  const trouble = differenceOf(scope, request.count, record);
  if (trouble !== undefined) {
    request.fail(new OptionsError('idempotencyKey', `was used in series "${series.name}" ${trouble}`));
    return;
  }
  const { textAt, issuedAt, runs } = record;
  const earlier = batchAt({ series, scope }, series.calendar.minuteAt(textAt), {
    textAt,
    issuedAt,
    replayed: true,
  });
  for (const { first, count } of runs) request.give(earlier, first, count);
}

function differenceOf(scope: Batch['scope'], count: number, record: ReplayRecord): string | undefined {
  const given = record.runs.reduce((sum, run) => sum + run.count, 0);
  if (given !== count) return `for ${given} numbers, not for ${count}`;
  const other = Object.entries(scope).find(([name, value]) => record.scope[name] !== value);
  return other && `for another {${other[0]}}`;
}
