import type { Fault } from './faults/fault.js';
import type { DurabilityLevel } from './issuing.js';
import type { RoundResult } from './round.js';

const UNPROTECTED: readonly DurabilityLevel[] = ['none'];

/** Whether a level promises that this fault has no number come twice. */
export function isProtected({ unprotected = UNPROTECTED }: Fault, durability: DurabilityLevel): boolean {
  return !unprotected.includes(durability);
}

/** What was promised and did not hold, a line each. */
export function brokenPromises(results: readonly RoundResult[]): string[] {
  return results.flatMap(({ fault, mode, durability, twice, skipped }) => {
    const where = `${fault.name}, ${mode}, ${durability}`;
    if (twice > 0 && isProtected(fault, durability)) return `${where}: ${twice} numbers were given twice`;
    const mayLeaveOut = mode === 'buffered' || durability === 'none' ? Infinity : IN_FLIGHT;
    if (fault.isExact && skipped > mayLeaveOut) return `${where}: ${skipped} numbers were left out`;
    return [];
  });
}

// Two processes with eight callers each, whose replies can be lost.
const IN_FLIGHT = 16;
