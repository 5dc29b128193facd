import type { Clock } from '../../common/clock.js';
import { isPassing } from '../../redis/reply-failure.js';

/** How soon to try again what had no answer. */
export const AFTER_TROUBLE_MS = 50;

/** Tells an outage that may pass in a moment from one that has lasted for long enough. */
export class OutageTimer {
  private since: number | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly patienceMs: number,
  ) {}

  /** Whether what failed now, and was asked at `since`, is worth another try. */
  mayPass(error: unknown, since: number): boolean {
    this.since ??= since;
    const mayPass = isPassing(error) && this.clock.now() - this.since < this.patienceMs;
    if (!mayPass) this.over();
    return mayPass;
  }

  over(): void {
    this.since = undefined;
  }
}
