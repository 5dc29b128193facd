import type { LockNames } from '../keys/lock-names.js';

/** Acquires or releases a lock that nobody else wants. */
export interface FastPath {
  readonly token: string;
  /** The lease to acquire it for; 0 to release it. */
  readonly leaseMs: number;
}

/** A command for one lock, which shares a script call with others. */
export interface LockCommand {
  readonly names: LockNames;
  /** The command's name and arguments, as `serveCommands` takes them. */
  readonly text: string;
  /** The same for `acquireFreeLocks`, where the command is simple enough. */
  readonly fastPath: FastPath | undefined;
  /** Called when the fast path served it: acquired with this fence, or released. */
  completedFast(fence: number, askedAt: number): void;
  /** @param micros the server's time; `askedAt` is a time on the process's own clock. */
  answered(answer: string, micros: number, askedAt: number): void;
  failed(error: unknown): void;
}
