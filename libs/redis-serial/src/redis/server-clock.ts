import { machineClock, type Clock } from '../common/clock.js';

/**
 * The Redis server's clock as this process last saw it, carried on by the process's own monotonic clock, so that it does
 * not matter whether the machine's date is right, or put right meanwhile.
 *
 * A script still reads the server's clock itself and refuses a wrong guess: this one saves round trips.
 */
export class ServerClock {
  private ahead: number;

  constructor(private readonly clock: Clock = machineClock) {
    this.ahead = clock.wall() - clock.now();
  }

  /** The server's time, as far as known, in milliseconds since 1970. */
  now(): number {
    return this.clock.now() + this.ahead;
  }

  /** Takes note of the time that a reply brought. */
  observe(serverNow: number): void {
    this.ahead = serverNow - this.clock.now();
  }
}
