import type { DurabilityLevel, IssuingMode, Work } from '../issuing.js';
import type { Issuers } from '../issuers.js';

/** Something that happens to Redis, and to those who issue, while numbers are issued. */
export interface Fault {
  readonly name: string;
  /** How the processes issue; two that go as fast as they can by default. */
  readonly works?: readonly Work[];
  /** In which modes it happens; in both by default. */
  readonly modes?: readonly IssuingMode[];
  /** At which levels it happens; at all by default. */
  readonly levels?: readonly DurabilityLevel[];
  /** The levels at which it may give a number twice; `none` by default. */
  readonly unprotected?: readonly DurabilityLevel[];
  /** Whether nothing at all may be left out. */
  readonly isExact?: boolean;
  /** How often it happens in a full run to each level that protects from it; once by default. */
  readonly rounds?: number;
  /** Why it can't happen here, as half a sentence; undefined when it can. */
  missing?(): Promise<string | undefined>;
  /** Starts the servers and gets ready. */
  open(): Promise<Stage>;
}

/** Where it happens. */
export interface Stage {
  /** Where the application connects, as `forRoot` takes it. */
  readonly connection: unknown;
  /** Some time before it happens, while numbers are issued already. */
  prepare?(issuers: Issuers): Promise<unknown>;
  /** Lets it happen; resolves when Redis answers again. */
  strike(issuers: Issuers): Promise<unknown>;
  close(): Promise<unknown>;
}
