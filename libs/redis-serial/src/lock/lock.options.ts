import * as v from 'valibot';
import { checkOptions, durationBetween, optionsObject } from '../common/check-options.js';
import type { Duration } from '../common/duration.js';

/** How a lock is taken and kept. */
export interface LockOptions {
  /**
   * The lease: how long the lock stays taken when its holder dies. At least 10 ms.
   * @defaultValue '10s'
   */
  readonly ttl?: Duration;
  /**
   * How long to wait for a lock that someone else holds; 0 tries once, `Infinity` waits for ever.
   * @defaultValue '5s'
   */
  readonly wait?: Duration;
  /**
   * Whether the lease is renewed, at a third of it, for as long as the lock is held.
   * @defaultValue true
   */
  readonly renew?: boolean;
  /** Gives up waiting when it aborts; a lock that is held already stays held. */
  readonly signal?: AbortSignal;
}

/** The same with every default filled in, durations in milliseconds. */
export interface ResolvedLockOptions {
  readonly ttl: number;
  readonly wait: number;
  readonly renew: boolean;
  readonly signal?: AbortSignal | undefined;
}

// Longer timeouts than this do not fit into a timer of Node.
const LONGEST_LEASE = 2 ** 31 - 1;

const lockDefaultsSchema = optionsObject({
  ttl: v.optional(durationBetween(10, LONGEST_LEASE), '10s'),
  wait: v.optional(durationBetween(0, Infinity), '5s'),
  renew: v.optional(v.boolean('expected true or false'), true),
});

/**
 * The defaults of every lock, from what `forRoot({ lock })` says.
 * @throws {OptionsError} naming the path.
 */
export function resolveLockDefaults(options: unknown): ResolvedLockOptions {
  return checkOptions(lockDefaultsSchema, options ?? {}, 'lock');
}

/**
 * The options of one lock: those of the call over the defaults.
 * @throws {OptionsError} naming the path.
 */
export function resolveLockOptions(
  defaults: ResolvedLockOptions,
  options: LockOptions = {},
): ResolvedLockOptions {
  const { signal, ...given } = options;
  return { ...checkOptions(lockDefaultsSchema, { ...defaults, ...given }, 'options'), signal };
}

/** A lease for a lock that is held, in milliseconds. */
export function resolveTtl(ttl: Duration): number {
  return checkOptions(durationBetween(10, LONGEST_LEASE), ttl, 'ttl');
}
