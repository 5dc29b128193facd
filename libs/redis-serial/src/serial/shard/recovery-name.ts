// As `askAll` calls it. No identity of a server begins so: those are hexadecimal, or '-'.
const ASKED = 'asked';

/** Whether somebody asked for a recovery, so that all that was ever given is told in it. */
export function isAskedFor(recovery: string): boolean {
  return recovery.startsWith(ASKED);
}

/** A recovery of a shard, and where its `n` was found. */
export interface Recovery {
  readonly recovery: string;
  readonly base: number;
}
