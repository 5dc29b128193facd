// The global of the same name is looked up anew at each use.
import { performance } from 'node:perf_hooks';

/**
 * The Redis server's clock as this process last saw it, carried on by the process's own monotonic clock, so that it does
 * not matter whether the machine's date is right, or put right meanwhile.
 *
 * A script still reads the server's clock itself and refuses a wrong guess: this one saves round trips.
 */
export class ServerClock {
  private ahead = Date.now() - performance.now();

  /** The server's time, as far as known, in milliseconds since 1970. */
  now(): number {
    return performance.now() + this.ahead;
  }

  /** Takes note of the time that a reply brought. */
  observe(serverNow: number): void {
    this.ahead = serverNow - performance.now();
  }
}
