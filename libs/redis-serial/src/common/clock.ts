import { performance } from 'node:perf_hooks';
import { tokenFor } from './provide.js';

/** What time it is, and what is to be done later: the machine's own, or one that a test moves on by hand. */
export interface Clock {
  /** Milliseconds by a clock that is never put right or back. */
  now(): number;
  /** Milliseconds since 1970. */
  wall(): number;
  /** Calls back after so many milliseconds; answers how to prevent it. */
  after(ms: number, callback: () => void): () => void;
  /** The same for what needs no preventing; does not keep the process alive. */
  later(ms: number, callback: () => void): void;
}

/** The clock of the app. */
export const CLOCK = tokenFor<Clock>('clock');

/** The machine's own clock. */
export const machineClock: Clock = {
  now() {
    return performance.now();
  },
  wall() {
    return Date.now();
  },
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => {
      clearTimeout(timer);
    };
  },
  later(ms, callback) {
    setTimeout(callback, ms).unref();
  },
};
