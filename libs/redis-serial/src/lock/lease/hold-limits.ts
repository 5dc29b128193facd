import type { ResolvedLockOptions } from '../lock.options.js';

/** The lease of a lock that has been held for a while, in milliseconds: it ends with `maxHold` at the latest. */
export function leaseOf({ ttl, maxHold }: ResolvedLockOptions, heldMs = 0): number {
  return Math.max(1, Math.min(ttl, maxHold - heldMs));
}

/** For how long Redis is to keep a lock taken: for its lease, and `atLeast` even if its holder dies. */
export function keptFor({ atLeast }: ResolvedLockOptions, leaseMs: number, heldMs = 0): number {
  return Math.max(leaseMs, atLeast - heldMs);
}
