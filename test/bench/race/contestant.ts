import { callsPerSecond } from './calls-per-second.js';

/** One way to get numbers. */
export interface Contestant {
  readonly name: string;
  /** Whether it is this project's. */
  readonly ours: boolean;
  /** Gets numbers for a while and answers how many a second brought. */
  perSecond(seconds: number): Promise<number>;
}

/** How often something is called. */
export interface Calling {
  readonly callers: number;
  /** How many numbers a call brings. @defaultValue 1 */
  readonly numbers?: number;
  /** @defaultValue false */
  readonly ours?: boolean;
}

/** A contestant that calls something again and again. */
export function calling(
  name: string,
  call: () => Promise<unknown>,
  { callers, numbers = 1, ours = false }: Calling,
): Contestant {
  return {
    name,
    ours,
    perSecond: async (seconds) => numbers * (await callsPerSecond(callers, call, seconds)),
  };
}
