import type { Clock } from '../common/clock.js';

// No two clocks run equally fast: what was learnt longer ago gives way to the next reply.
const GOOD_FOR_MS = 10_000;
// Who comes this much later over another process must not be taken for the earlier one.
const PRECISE_MS = 2;

/**
 * A Redis server's clock as far as this process knows it without asking: carried on by the process's own monotonic
 * clock, so that it does not matter whether the machine's date is right, or put right meanwhile.
 *
 * A reply that tells the time bounds it, since the server read its clock between the question and the answer. The
 * bounds of recent replies are put together, so that the quickest of them decide. A reply that does not fit shows that
 * a clock was put forward or back, or that another server answers now, and counts alone, however slow it was. So the
 * estimate always fits the last reply: whoever guessed by it and was refused guesses right the next time.
 */
export class ServerClockEstimate {
  // By how many milliseconds the server is ahead of the process's own clock: so many at least, and fewer than so many.
  private atLeast: number;
  private below = Infinity;
  private learntAt = -Infinity;

  /** @param local the process's own clock. */
  constructor(readonly local: Clock) {
    this.atLeast = local.wall() - local.now();
  }

  /**
   * The time that the server has reached for sure, in milliseconds since 1970; before any reply, the machine's date. It
   * is not ahead of the server, or numbers would get dates that have not begun there.
   */
  now(): number {
    return this.local.now() + this.atLeast;
  }

  /** A time of the process's own clock in the server's microseconds, most likely; undefined before any reply. */
  microsAt(localMs: number): number | undefined {
    if (this.learntAt === -Infinity) return undefined;
    return Math.round((localMs + (this.atLeast + this.below) / 2) * 1000);
  }

  /** Whether that is good enough to say who came first. */
  get isPrecise(): boolean {
    return this.below - this.atLeast < PRECISE_MS && this.local.now() - this.learntAt < GOOD_FOR_MS;
  }

  /**
   * Takes note of the time that a reply told, in milliseconds since 1970, rounded down to a multiple of `precisionMs`.
   * @param askedAt by the process's own clock; the answer has come just now.
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
