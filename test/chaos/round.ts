import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './faults/fault.js';
import { Issuers } from './issuers.js';
import type { DurabilityLevel, IssuingMode, Work } from './issuing.js';
import { Tally } from './tally.js';

/** What came of one fault under load. */
export interface RoundResult {
  readonly fault: Fault;
  readonly durability: DurabilityLevel;
  readonly mode: IssuingMode;
  readonly issued: number;
  readonly twice: number;
  readonly skipped: number;
  /** For how long no number was given. */
  readonly pauseMs: number;
}

export interface RoundPlan {
  readonly fault: Fault;
  readonly durability: DurabilityLevel;
  readonly mode: IssuingMode;
  /** Where ceilings are recorded: a server that nothing happens to. */
  readonly storeUrl: string;
  /** How many numbers are given before the fault is prepared, and before it happens; by default, those of 1.5 s. */
  readonly numbers?: number;
}

const WORKS: readonly Work[] = [{}, {}];
const PREPARE_AFTER_MS = 300;
const STRIKE_AFTER_MS = 1_500;
const RECOVERY_AT_MOST_MS = 15_000;

/** Has processes issue numbers, lets a fault happen to their Redis, and counts what was given twice. */
export async function playRound({
  fault,
  durability,
  mode,
  storeUrl,
  numbers,
}: RoundPlan): Promise<RoundResult> {
  const tally = new Tally();
  const stage = await fault.open();
  const store = { url: storeUrl, keyPrefix: `round-${randomUUID()}` };
  const issuers = new Issuers(
    { connection: stage.connection, mode, durability, store },
    fault.works ?? WORKS,
    tally,
  );
  const load = async (ms: number): Promise<void> => {
    if (numbers === undefined) await pause(ms);
    else await issuers.more(numbers, RECOVERY_AT_MOST_MS);
  };
  try {
    await issuers.started();
    await load(PREPARE_AFTER_MS);
    await stage.prepare?.(issuers);
    await load(STRIKE_AFTER_MS - PREPARE_AFTER_MS);
    issuers.strike();
    const before = tally.given;
    await stage.strike(issuers);
    // So many that whatever was given before and comes again is met.
    await issuers.more(before, RECOVERY_AT_MOST_MS);
    const { pauseMs } = await issuers.stop();
    const { given, twice, skipped } = tally;
    return { fault, durability, mode, issued: given + twice, twice, skipped, pauseMs };
  } finally {
    await issuers.kill();
    await stage.close();
  }
}
