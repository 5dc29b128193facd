import type { Clock } from '../../common/clock.js';

// An answer that came this much slower than the best one says less about the server's clock.
const STILL_GOOD = 1.5;
const GOOD_FOR_MS = 10_000;
// Who comes this much later over another process must not be taken for the earlier one.
const PRECISE_MS = 2;

/**
 * Tells when something happened by the Redis server's clock, so that who came first is known over all processes. It keeps
 * what the quickest of the recent answers said: the server's time lies between the question and the answer.
 */
export class ArrivalClock {
  private ahead: number | undefined;
  private tripMs = Infinity;
  private learntAt = -Infinity;

  constructor(private readonly clock: Clock) {}

  /** Takes note of the server's time in microseconds, asked and answered at times of the process's own clock. */
  observe(serverMicros: number, askedAt: number, answeredAt: number): void {
    const trip = answeredAt - askedAt;
    if (trip > this.tripMs * STILL_GOOD && answeredAt - this.learntAt < GOOD_FOR_MS) return;
    this.ahead = serverMicros / 1000 - (askedAt + answeredAt) / 2;
    this.tripMs = trip;
    this.learntAt = answeredAt;
  }

  /** Whether what it tells is good enough to say who came first. */
  get isPrecise(): boolean {
    return this.tripMs < PRECISE_MS && this.clock.now() - this.learntAt < GOOD_FOR_MS;
  }

  /** A time of the process's own clock in the server's microseconds; undefined before any answer. */
  microsAt(localMs: number): number | undefined {
    return this.ahead === undefined ? undefined : Math.round((localMs + this.ahead) * 1000);
  }
}
