import { callsPerSecond } from '../../race/calls-per-second.js';
import type { Contestant } from '../../race/contestant.js';

/** A way to number documents. */
export interface Numbering {
  readonly name: string;
  readonly ours: boolean;
  /** Begins a run, whose numbers begin at 1. */
  readonly begin: (run: string) => Promise<Run>;
}

/** The documents of one turn. */
export interface Run {
  /** Writes the next one. */
  write(): Promise<unknown>;
  /** Once all are written: fails when a number is missing, or there twice. */
  check(): Promise<void>;
}

/** Lets so many callers write documents, run by run, and checks each run. */
export function numbering(id: string, { name, ours, begin }: Numbering, callers: number): Contestant {
  let runs = 0;
  return {
    name,
    ours,
    perSecond: async (seconds) => {
      const run = await begin(`${id}-${++runs}`);
      const rate = await callsPerSecond(callers, () => run.write(), seconds);
      await run.check();
      return rate;
    },
  };
}
