import type { ResolvedLockOptions } from '../lock.options.js';

/** The next lease of a lock that has been held for a while, in milliseconds. It ends with `maxHold` at the latest. */
export function leaseOf({ ttl, maxHold }: ResolvedLockOptions, heldMs = 0): number {
  return Math.max(1, Math.min(ttl, maxHold - heldMs));
}

/** How long Redis must keep a lock taken: for its lease, and for `atLeast` even if its holder dies. */
export function keptFor({ atLeast }: ResolvedLockOptions, leaseMs: number, heldMs = 0): number {
  return Math.max(leaseMs, atLeast - heldMs);
}
