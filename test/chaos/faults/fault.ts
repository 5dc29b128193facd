import type { Stage } from '../stage.js';

/** Something that happens to Redis while numbers are issued. */
export interface Fault {
  readonly name: string;
  /** Starts the servers and gets ready. */
  open(): Promise<Stage>;
  /** Some time before it happens, while numbers are issued already. */
  prepare?(stage: Stage): Promise<unknown>;
  /** Lets it happen; resolves when Redis answers again. */
  strike(stage: Stage): Promise<void>;
}
