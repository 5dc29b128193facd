import { warning, type Verdict } from '../check.js';
import type { Demands } from '../demands.js';
import type { ServerState } from '../server-state.js';

/** Whether one loss may use up much of what a period of a series holds. */
export function checkSmallSeries(_: ServerState, { largeSkips }: Demands): Verdict | undefined {
  if (largeSkips.length === 0) return undefined;
  const series = largeSkips.map(({ series: name, skip, holds }) => `"${name}" ${skip} of ${holds}`);
  return warning(
    'SMALL_SERIES',
    `One loss may leave out more than a tenth of what a period holds: ${series.join(', ')}`,
    {
      consequence:
        'Numbers: after a few restarts or failovers in which a process that issued is dead or not heard, a period ' +
        'has none left (SeriesExhaustedError). Locks: not affected.',
      cure: "more digits, as {seq:5}; or a smaller recoverySkip (durability 'fenced') or ahead (highWater)",
    },
  );
}
