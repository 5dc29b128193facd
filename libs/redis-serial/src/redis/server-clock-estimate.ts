import type { Clock } from '../common/clock.js';

// No two clocks run equally fast, so the next reply replaces bounds that are older than this.
const GOOD_FOR_MS = 10_000;
// Of two waiters in different processes, the one that came this much later must not be taken for the first.
const PRECISE_MS = 2;

/**
 * An estimate of a Redis server's clock, without asking the server. It follows the process's own monotonic clock, so it
 * does not matter whether the machine's date is right, or adjusted meanwhile.
 *
 * Each reply that tells the time gives bounds, since the server read its clock between the question and the reply. The
 * bounds of recent replies are combined, so the quickest ones decide. A reply that does not fit shows that a clock was
 * adjusted, or that another server replies now; then it counts alone, however slow it was. So the estimate always fits
 * the last reply: a caller whose guess was refused guesses right the next time.
 */
export class ServerClockEstimate {
  // How many milliseconds the server is ahead of the process's own clock: at least `atLeast`, and less than `below`.
  private atLeast: number;
  private below = Infinity;
  private learntAt = -Infinity;

  /** @param local the process's own clock. */
  constructor(readonly local: Clock) {
    this.atLeast = local.wall() - local.now();
  }

  /**
   * The time that the server has reached for certain, in milliseconds since 1970; before any reply, the machine's date.
   * It is never ahead of the server; otherwise numbers would get dates that have not begun there.
   */
  now(): number {
    return this.local.now() + this.atLeast;
  }

  /**
   * Converts a time on the process's own clock into the server's microseconds, as well as known; undefined before any
   * reply.
   */
  microsAt(localMs: number): number | undefined {
    if (this.learntAt === -Infinity) return undefined;
    return Math.round((localMs + (this.atLeast + this.below) / 2) * 1000);
  }

  /** Whether the estimate is good enough to tell who came first. */
  get isPrecise(): boolean {
    return this.below - this.atLeast < PRECISE_MS && this.local.now() - this.learntAt < GOOD_FOR_MS;
  }

  /**
   * Learns from the time in a reply, in milliseconds since 1970, rounded down to a multiple of `precisionMs`.
   * @param askedAt the time of the question on the process's own clock; the reply has come just now.
   */
  observe(serverMs: number, precisionMs: number, askedAt: number): void {
    const answeredAt = this.local.now();
    const atLeast = serverMs - answeredAt;
    const below = serverMs + precisionMs - askedAt;
    const fits = atLeast < this.below && below > this.atLeast;
    if (fits && answeredAt - this.learntAt < GOOD_FOR_MS) {
      this.atLeast = Math.max(this.atLeast, atLeast);
      this.below = Math.min(this.below, below);
    } else {
      this.atLeast = atLeast;
      this.below = below;
      this.learntAt = answeredAt;
    }
  }
}
