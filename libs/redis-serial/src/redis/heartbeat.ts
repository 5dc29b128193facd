import { randomBytes } from 'node:crypto';
import type { Clock } from '../common/clock.js';
import { Deadlines } from '../common/deadlines.js';
import { pause } from '../common/pause.js';

/** How messages are sent, and what to do when they do not arrive. */
export interface Pulse {
  /** Publishes on the connection for commands. */
  publish(beat: string): Promise<unknown>;
  /** A beat that was published was not heard. */
  onSilence(): void;
}

// After a beat was published, the server has nothing more to do than to pass it on.
const HEARD_WITHIN_MS = 500;
// Where messages never arrive, for example behind a proxy that does not know them, it is tried ever less often.
const DOUBLED_AT_MOST = 5;

/**
 * Checks from end to end whether messages arrive: a beat is published on one connection and must be heard on the other.
 * A PING would be answered also by a server to which nobody publishes any more.
 */
export class Heartbeat {
  private readonly name = randomBytes(6).toString('base64url');
  private readonly deadlines: Deadlines;
  private beats = 0;
  private runs = 0;
  private silences = 0;
  private onHeard: (() => void) | undefined;

  /** @param everyMs Infinity for never. */
  constructor(
    private readonly pulse: Pulse,
    private readonly clock: Clock,
    private readonly everyMs: number,
  ) {
    this.deadlines = new Deadlines(clock, HEARD_WITHIN_MS);
  }

  /** Beats from now on, until a beat is not heard. */
  start(): void {
    if (this.everyMs < Infinity) void this.run(++this.runs);
  }

  stop(): void {
    this.runs++;
  }

  /** A message came on the channel of the beats. */
  hear(message: string): void {
    if (message === this.text) this.onHeard?.();
  }

  private async run(run: number): Promise<void> {
    if (this.silences > 1)
      await pause(this.clock, this.everyMs * 2 ** Math.min(this.silences, DOUBLED_AT_MOST));
    while (run === this.runs) {
      this.beats++;
      // A beat may be heard before the server's answer comes.
      const heard = new Promise<void>((resolve) => (this.onHeard = resolve));
      if (!(await this.isSent())) await pause(this.clock, this.everyMs);
      else if (await this.isHeard(heard)) {
        this.silences = 0;
        await pause(this.clock, this.everyMs);
      } else if (run === this.runs) {
        this.runs++;
        this.silences++;
        this.pulse.onSilence();
      }
    }
  }

  private get text(): string {
    return `${this.name} ${this.beats}`;
  }

  // Whether messages arrive can't be told while none can be sent.
  private async isSent(): Promise<boolean> {
    try {
      await this.pulse.publish(this.text);
      return true;
    } catch {
      return false;
    }
  }

  private isHeard(heard: Promise<void>): Promise<boolean> {
    return new Promise((resolve) => {
      const done = this.deadlines.add(() => {
        resolve(false);
      });
      void heard.then(() => {
        done();
        resolve(true);
      });
    });
  }
}
