import type { Clock } from '../../common/clock.js';

// A message can be lost, and a process that was granted the lock can be dead: whoever waits looks again after so long.
const AT_LEAST_EVERY_MS = 300;
// Whoever is told nothing must look while a grant lasts, with time to spare.
const EVERY_MS_UNTOLD = 100;

/** Says when to look again in Redis; not all waiters at the same time. */
export class PollTimer {
  private cancel: (() => void) | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly look: () => void,
  ) {}

  in(ms: number, isTold = true): void {
    this.stop();
    const everyMs = isTold ? AT_LEAST_EVERY_MS : EVERY_MS_UNTOLD;
    this.cancel = this.clock.after(Math.min(ms, everyMs * (1 + Math.random() / 3)), this.look);
  }

  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
  }
}
