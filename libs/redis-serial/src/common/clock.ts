import { performance } from 'node:perf_hooks';
import { tokenFor } from './provide.js';

/** Tells the time and calls back later. It is the machine's clock, or one that a test moves on by hand. */
export interface Clock {
  /** Milliseconds on a monotonic clock, which is never adjusted. */
  now(): number;
  /** Milliseconds since 1970. */
  wall(): number;
  /** Calls back after `ms` milliseconds. Returns a function that prevents it. */
  after(ms: number, callback: () => void): () => void;
  /** Calls back after `ms` milliseconds, which can't be prevented. Does not keep the process alive. */
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
