import { quantile } from '../../statistics.js';
import type { Section } from './section.js';

/** What came of many that wanted one lock. */
export interface Contention {
  /** From the first who asked to the last who gave back. */
  readonly wallMs: number;
  /** All times that the lock was held, together. */
  readonly heldMs: number;
  /** The share of those who were passed by somebody that had asked later. */
  readonly overtaken: number;
  readonly medianWaitMs: number;
  readonly longestWaitMs: number;
}

export function contentionOf(sections: readonly Section[]): Contention {
  const waits = Float64Array.from(sections, ({ askedAt, grantedAt }) => grantedAt - askedAt).sort();
  return {
    wallMs:
      Math.max(...sections.map(({ endedAt }) => endedAt)) -
      Math.min(...sections.map(({ askedAt }) => askedAt)),
    heldMs: sections.reduce((sum, { grantedAt, releasedAt }) => sum + releasedAt - grantedAt, 0),
    overtaken: overtaken(sections) / sections.length,
    medianWaitMs: quantile(waits, 0.5),
    longestWaitMs: quantile(waits, 1),
  };
}

function overtaken(sections: readonly Section[]): number {
  const latestFirst = [...sections].sort((one, other) => other.askedAt - one.askedAt);
  let earliestGrant = Infinity;
  let count = 0;
  for (const { grantedAt } of latestFirst) {
    if (earliestGrant < grantedAt) count++;
    earliestGrant = Math.min(earliestGrant, grantedAt);
  }
  return count;
}
