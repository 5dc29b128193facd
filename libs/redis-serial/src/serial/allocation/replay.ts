import { OptionsError } from '../../common/options.error.js';
import type { ReplayRecord } from '../../lua/counter/replay.record.js';
import type { Scope } from '../pattern/pattern.js';
import { batchAt } from './batch.js';
import type { Batch, NumberRequest } from './number-request.js';
import { seriesInForm } from './text-form.js';

/**
 * Gives a repeated call the numbers that its idempotency key was given earlier, as they were written then, however the
 * series was edited since. A key that was used for something else is refused: it would hand one tenant's number to
 * another.
 */
export function giveAgain(
  { series, scope }: Pick<Batch, 'series' | 'scope'>,
  request: NumberRequest,
  record: ReplayRecord,
): void {
  const refuse = (trouble: string): void => {
    request.fail(new OptionsError('idempotencyKey', `was used in series "${series.name}" ${trouble}`));
  };
  const trouble = differenceOf(scope, request.count, record);
  if (trouble !== undefined) {
    refuse(trouble);
    return;
  }
  const then = seriesInForm(series, record.form);
  if (!then) {
    refuse('when its texts were made in a way that is not known here, such as by another secret');
    return;
  }
  const { textAt, issuedAt, runs } = record;
  const earlier = batchAt({ series: then, scope: record.scope }, then.calendar.minuteAt(textAt), {
    textAt,
    issuedAt,
    replayed: true,
  });
  for (const { first, count } of runs) request.give(earlier, first, count);
}

function differenceOf(scope: Scope, count: number, record: ReplayRecord): string | undefined {
  const given = record.runs.reduce((sum, run) => sum + run.count, 0);
  if (given !== count) return `for ${given} numbers, not for ${count}`;
  const other = otherVariable(scope, record.scope);
  return other && `for another {${other}}`;
}

/**
 * The variable whose value was another one. An edit of the pattern may have added some, taken some away, or named them
 * otherwise: then their order tells which is which, as it does for counters.
 */
export function otherVariable(scope: Scope, was: Scope): string | undefined {
  const names = Object.keys(scope);
  const known = names.filter((name) => name in was);
  const before = Object.values(was);
  if (known.length < names.length && names.length === before.length)
    return names.find((name, index) => scope[name] !== before[index]);
  return known.find((name) => scope[name] !== was[name]);
}
