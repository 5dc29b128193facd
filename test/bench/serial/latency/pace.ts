import { setImmediate as turn } from 'node:timers/promises';

/** What calls at a steady pace took. */
export interface Paced {
  /** How long each call took until it was answered, in milliseconds, in the order of the calls. */
  readonly latencies: Float64Array;
  readonly seconds: number;
}

/**
 * Calls so many times a second for a while, whether or not the calls before are answered, and lets the event loop turn
 * between; calls that come late, because the loop was held up, are made one after the other.
 */
export async function pace(perSecond: number, seconds: number, call: () => Promise<unknown>): Promise<Paced> {
  const latencies = new Float64Array(Math.round(perSecond * seconds));
  let called = 0;
  let answered = 0;
  let failure: { readonly reason: unknown } | undefined;
  const fail = (reason: unknown): void => {
    failure ??= { reason };
    answered++;
  };

  const started = performance.now();
  while (called < latencies.length && !failure) {
    const due = Math.min(latencies.length, ((performance.now() - started) / 1000) * perSecond);
    while (called < due) {
      const index = called++;
      const calledAt = performance.now();
      call().then(() => {
        latencies[index] = performance.now() - calledAt;
        answered++;
      }, fail);
      // An answer that is there already is to be heard before the next call, as it is between two requests of an app.
      await Promise.resolve();
    }
    await turn();
  }
  const took = (performance.now() - started) / 1000;
  while (answered < called) await turn();
  if (failure) throw failure.reason;
  return { latencies, seconds: took };
}
