import type { Clock } from './clock.js';
import { Deadlines } from './deadlines.js';

/** Calls back after a while, for many thousands of callers: those with the same time share one timer. */
export class Timers {
  private readonly byLength = new Map<number, Deadlines>();

  constructor(private readonly clock: Clock) {}

  /** Calls `callback` after at least `ms`. Returns a function that prevents it. Does not keep the process alive. */
  after(ms: number, callback: () => void): () => void {
    const length = Math.max(0, Math.ceil(ms));
    let deadlines = this.byLength.get(length);
    if (!deadlines) {
      deadlines = new Deadlines(this.clock, length, () => this.byLength.delete(length));
      this.byLength.set(length, deadlines);
    }
    return deadlines.add(callback);
  }
}
