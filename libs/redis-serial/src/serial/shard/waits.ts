import type { Clock } from '../../common/clock.js';
import type { SerialEvents, WaitedEvent } from '../serial-events.js';

type Why = WaitedEvent['why'];

const TOLD: readonly string[] = ['fresh', 'burst', 'recovering'] satisfies Why[];

/** For how long the calls of a group have waited until numbers were safe, and why. */
export class Waits {
  private readonly ms = new Map<Why, number>();

  constructor(
    private readonly series: string,
    private readonly events: SerialEvents,
    private readonly clock: Clock,
    /** The last recovery in which this process took part. */
    private readonly lastRecovery: () => string | undefined,
  ) {}

  /** Counts for how long some work goes on that an outcome made necessary. */
  async during(outcome: string, work: Promise<unknown>): Promise<void> {
    const since = this.clock.now();
    try {
      await work;
    } finally {
      if (TOLD.includes(outcome)) this.add(outcome as Why, this.clock.now() - since);
    }
  }

  /** Counts how long it takes to join, where that runs into a recovery. */
  async joining(join: Promise<unknown>): Promise<void> {
    const before = this.lastRecovery();
    const since = this.clock.now();
    try {
      await join;
    } finally {
      if (this.lastRecovery() !== before) this.add('recovering', this.clock.now() - since);
    }
  }

  /** Tells of it, where anybody waited at all. */
  tell(): void {
    for (const [why, ms] of this.ms) if (ms > 0) this.events.emit('waited', { series: this.series, why, ms });
  }

  private add(why: Why, ms: number): void {
    this.ms.set(why, (this.ms.get(why) ?? 0) + ms);
  }
}
