import type { Clock } from './clock.js';

/** Something that must end by a certain time. */
interface Pending {
  readonly dueAt: number;
  readonly expire: () => void;
}

/**
 * Ends what takes longer than a fixed time. All waits have the same length, so the oldest is due first, and one timer
 * is enough for any number of them. A timer for each command would cost a good part of the command.
 */
export class Deadlines {
  private readonly pending = new Set<Pending>();
  private isSet = false;

  /** @param onIdle is called when nothing is pending any more. */
  constructor(
    private readonly clock: Clock,
    private readonly timeoutMs: number,
    private readonly onIdle?: () => void,
  ) {}

  /** Calls `expire` when the time is over. Returns a function to call when it was done before. */
  add(expire: () => void): () => void {
    const pending = { dueAt: this.clock.now() + this.timeoutMs, expire };
    this.pending.add(pending);
    this.setTimer(this.timeoutMs);
    return () => this.pending.delete(pending);
  }

  private setTimer(ms: number): void {
    if (this.isSet) return;
    this.isSet = true;
    // A process that was busy or paused runs its timers before it has read what arrived meanwhile. So its sockets are
    // read once more before the time counts as over.
    this.clock.later(ms, () => {
      setImmediate(() => {
        this.check();
      });
    });
  }

  private check(): void {
    this.isSet = false;
    const now = this.clock.now();
    for (const pending of this.pending) {
      if (pending.dueAt > now) {
        this.setTimer(pending.dueAt - now);
        break;
      }
      this.pending.delete(pending);
      pending.expire();
    }
    if (this.pending.size === 0) this.onIdle?.();
  }
}
