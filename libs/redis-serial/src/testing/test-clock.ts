import { setImmediate as turn } from 'node:timers/promises';
import { checkOptions, durationBetween, describeValue } from '../common/check-options.js';
import type { Duration } from '../common/duration.js';
import { OptionsError } from '../common/options.error.js';

const LONGEST_MS = 1000 * 365 * 86_400_000;
const BEGINNING = '2026-01-01T00:00:00Z';

interface Alarm {
  readonly dueAt: number;
  readonly ring: () => void;
}

/**
 * A clock that stands still until it is moved on. The dates of a testing module's numbers, and the leases and waits of
 * its locks, follow it.
 * @example
 * const lock = await module.get(LockService).acquire('report', { ttl: '10s', renew: false });
 * await module.get(TestClock).advance('10s');
 * lock.signal.aborted; // true
 */
export class TestClock {
  private ms: number;
  /** The next one first; of several that are due at the same time, the one that was set first. */
  private readonly alarms: Alarm[] = [];
  private going: Promise<void> = Promise.resolve();

  /**
   * @param now where it begins; 2026-01-01T00:00:00Z by default.
   * @throws {OptionsError} when `now` is not a date.
   */
  constructor(now: Date | number | string = BEGINNING) {
    this.ms = msOf(now);
  }

  /** Its time, in milliseconds since 1970. */
  now(): number {
    return this.ms;
  }

  /** The same time, as the library's wall clock. */
  wall(): number {
    return this.ms;
  }

  /**
   * Moves the clock on. Whatever falls due on the way happens in order, at its own time. After each of these, and at
   * the end, code that waited for it goes on until it waits for something else. Promises are settled; timers of the
   * machine's clock are not waited for.
   * @throws {OptionsError} when the argument is not a duration.
   */
  advance(duration: Duration): Promise<void> {
    const ms = checkOptions(durationBetween(0, LONGEST_MS), duration, 'duration');
    return this.go(() => this.ms + Math.ceil(ms));
  }

  /**
   * Moves the clock on to a date, as `advance` does.
   * @throws {OptionsError} when the argument is not a date, or lies before the present one: the past can't happen
   * again.
   */
  set(date: Date | number | string): Promise<void> {
    const ms = msOf(date);
    if (ms < this.ms) {
      const now = new Date(this.ms).toISOString();
      throw new OptionsError(
        'date',
        `the clock never goes back from ${now}; begin anew with another testing module`,
      );
    }
    return this.go(() => Math.max(ms, this.ms));
  }

  /** Resolves when the clock has been moved on by this duration: for work in a test that takes time. */
  sleep(duration: Duration): Promise<void> {
    const ms = checkOptions(durationBetween(0, LONGEST_MS), duration, 'duration');
    return new Promise((resolve) => {
      this.later(ms, resolve);
    });
  }

  /** Calls back when the clock has been moved on by `ms` milliseconds. Returns a function that prevents it. */
  after(ms: number, callback: () => void): () => void {
    // Like a Node timer: never at once, and at a whole millisecond.
    const alarm = { dueAt: this.ms + Math.max(1, Math.ceil(ms)), ring: callback };
    const at = this.alarms.findIndex(({ dueAt }) => dueAt > alarm.dueAt);
    this.alarms.splice(at < 0 ? this.alarms.length : at, 0, alarm);
    return () => {
      const index = this.alarms.indexOf(alarm);
      if (index >= 0) this.alarms.splice(index, 1);
    };
  }

  /** Calls back when the clock has been moved on by `ms` milliseconds, which can't be prevented. */
  later(ms: number, callback: () => void): void {
    this.after(ms, callback);
  }

  // Moves happen one after the other: a move that begins during another one comes next.
  private go(until: () => number): Promise<void> {
    const gone = this.going.then(() => this.goOn(until()));
    this.going = gone.catch(() => undefined);
    return gone;
  }

  private async goOn(until: number): Promise<void> {
    await settled();
    for (let next = this.alarms[0]; next && next.dueAt <= until; next = this.alarms[0]) {
      this.alarms.shift();
      this.ms = next.dueAt;
      next.ring();
      await settled();
    }
    this.ms = until;
    await settled();
  }
}

// Waits for the event loop, not the clock. The second turn is for code that waits for a turn itself.
async function settled(): Promise<void> {
  await turn();
  await turn();
}

function msOf(date: Date | number | string): number {
  const ms = new Date(date).getTime();
  if (!Number.isNaN(ms)) return ms;
  throw new OptionsError(
    'now',
    `expected a date, such as '2026-01-31T23:59:30Z', got ${describeValue(date)}`,
  );
}
