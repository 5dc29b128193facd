import { callsPerSecond } from './calls-per-second.js';

/** One way to get something, such as numbers or locks. */
export interface Contestant {
  readonly name: string;
  /** Whether it is this project's. */
  readonly ours: boolean;
  /** Whether it may fail without ending the run. @defaultValue false */
  readonly mayFail?: boolean;
  /** For how many seconds it goes on before each turn that counts. @defaultValue 0 */
  readonly runIn?: number;
  /** Gets it for a while and answers how many a second brought. */
  perSecond(seconds: number): Promise<number>;
}

/** How often something is called. */
export interface Calling {
  readonly callers: number;
  /** How many numbers a call brings. @defaultValue 1 */
  readonly numbers?: number;
  /** @defaultValue false */
  readonly ours?: boolean;
  /** @defaultValue false */
  readonly mayFail?: boolean;
  /** @defaultValue 0 */
  readonly runIn?: number;
}

/** A contestant that calls something again and again. */
export function calling(
  name: string,
  call: () => Promise<unknown>,
  { callers, numbers = 1, ours = false, mayFail = false, runIn = 0 }: Calling,
): Contestant {
  return {
    name,
    ours,
    mayFail,
    runIn,
    perSecond: async (seconds) => numbers * (await callsPerSecond(callers, call, seconds)),
  };
}
