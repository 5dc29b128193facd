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
 * A clock that stands still unless it is moved on: the one by which a testing module's numbers have their dates and its
 * locks their leases and waits.
 */
export class TestClock {
  private ms: number;
  /** The next one first; of those due at once, the one that was set first. */
  private readonly alarms: Alarm[] = [];
  private going: Promise<void> = Promise.resolve();

  /**
   * @param now where it stands at first; 2026-01-01T00:00:00Z if nothing is said.
   * @throws {OptionsError} when that is no date.
   */
  constructor(now: Date | number | string = BEGINNING) {
    this.ms = msOf(now);
  }

  /** Where it stands, in milliseconds since 1970. */
  now(): number {
    return this.ms;
  }

  /** The same: what the library takes for the machine's date. */
  wall(): number {
    return this.ms;
  }

  /**
   * Moves the clock on, ringing on the way what falls due, in its order; after each, and at the end, what was waiting
   * for it goes on until it waits for something else: promises are settled, timers of the machine's clock are not
   * waited for.
   * @throws {OptionsError} for what is no duration.
   */
  advance(duration: Duration): Promise<void> {
    const ms = checkOptions(durationBetween(0, LONGEST_MS), duration, 'duration');
    return this.go(() => this.ms + Math.ceil(ms));
  }

  /**
   * Moves the clock on to a date, as `advance` does.
   * @throws {OptionsError} for what is no date, or lies before the present one: what has happened would have to happen
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

  /** Resolves when the clock has been moved on by so much: for work of a test that takes time. */
  sleep(duration: Duration): Promise<void> {
    const ms = checkOptions(durationBetween(0, LONGEST_MS), duration, 'duration');
    return new Promise((resolve) => {
      this.later(ms, resolve);
    });
  }

  /** Calls back when the clock has been moved on by so many milliseconds; answers how to prevent it. */
  after(ms: number, callback: () => void): () => void {
    // Never at once, as a timer of Node, and at a whole millisecond.
    const alarm = { dueAt: this.ms + Math.max(1, Math.ceil(ms)), ring: callback };
    const at = this.alarms.findIndex(({ dueAt }) => dueAt > alarm.dueAt);
    this.alarms.splice(at < 0 ? this.alarms.length : at, 0, alarm);
    return () => {
      const index = this.alarms.indexOf(alarm);
      if (index >= 0) this.alarms.splice(index, 1);
    };
  }

  /** The same for what needs no preventing. */
  later(ms: number, callback: () => void): void {
    this.after(ms, callback);
  }

  // One after the other: who moves it on while somebody else does comes next.
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

// By the event loop, not the clock. The second turn is for code that takes one itself.
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
