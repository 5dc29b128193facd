import { performance } from 'node:perf_hooks';

/** Something that is to be done with by a certain time. */
interface Pending {
  readonly dueAt: number;
  readonly expire: () => void;
}

/**
 * Ends what takes longer than a fixed time. All waits are equally long, so that the oldest is due first and one timer is
 * enough for any number of them: a timer for each command would cost a good part of the command.
 */
export class Deadlines {
  private readonly pending = new Set<Pending>();
  private timer: NodeJS.Timeout | undefined;

  /** @param onIdle hears when nothing is pending any more. */
  constructor(
    private readonly timeoutMs: number,
    private readonly onIdle?: () => void,
  ) {}

  /** Calls `expire` when the time is over; answers how to say that it was done before. */
  add(expire: () => void): () => void {
    const pending = { dueAt: performance.now() + this.timeoutMs, expire };
    this.pending.add(pending);
    this.timer ??= this.timerFor(this.timeoutMs);
    return () => this.pending.delete(pending);
  }

  private timerFor(ms: number): NodeJS.Timeout {
    // A process that was busy or stopped finds its timers due before it has read what arrived meanwhile; so what lies in
    // the sockets is read once more before the time counts as over.
    const timer = setTimeout(() => {
      setImmediate(() => {
        this.check();
      });
    }, ms);
    return timer.unref();
  }

  private check(): void {
    this.timer = undefined;
    const now = performance.now();
    for (const pending of this.pending) {
      if (pending.dueAt > now) {
        this.timer ??= this.timerFor(pending.dueAt - now);
        break;
      }
      this.pending.delete(pending);
      pending.expire();
    }
    if (this.pending.size === 0) this.onIdle?.();
  }
}
