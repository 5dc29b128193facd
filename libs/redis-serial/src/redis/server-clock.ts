/**
 * The Redis server's clock as this process last saw it.
 *
 * It only guesses which period a script will find itself in; the script reads the server's clock and refuses a wrong
 * guess, so a wrong local clock costs a round trip, never a wrong number.
 */
export class ServerClock {
  private aheadMs = 0;

  /** The server's time, as far as known, in milliseconds since 1970. */
  now(): number {
    return Date.now() + this.aheadMs;
  }

  /** Takes note of the time that a reply brought. */
  observe(serverNow: number): void {
    this.aheadMs = serverNow - Date.now();
  }
}
