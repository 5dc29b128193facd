import type { LockNames } from '../keys/lock-names.js';

/** Takes a lock, or gives one back, that nobody else wants. */
export interface FastPath {
  readonly token: string;
  /** The lease to take it for; 0 to give it back. */
  readonly leaseMs: number;
}

/** Something that is asked of one lock, in a script call with others. */
export interface LockCommand {
  readonly names: LockNames;
  /** The command's name and what it needs, as `serveCommands` takes it. */
  readonly text: string;
  /** The same as `acquireFreeLocks` takes it, when it may be as simple as that. */
  readonly fastPath: FastPath | undefined;
  /** It was as simple as that: taken with this fence, or given back. */
  completedFast(fence: number, askedAt: number): void;
  /** @param micros the server's clock; `askedAt` is one of the process's own. */
  answered(answer: string, micros: number, askedAt: number): void;
  failed(error: unknown): void;
}
