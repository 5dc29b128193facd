import * as v from 'valibot';
import { checkOptions, durationBetween, optionsObject, shown } from '../common/check-options.js';
import { OptionsError } from '../common/options.error.js';
import type { Duration } from '../common/duration.js';

/** How a lock is taken and kept. */
export interface LockOptions {
  /**
   * The lease: how long the lock stays taken when its holder dies. At least 10 ms.
   * @defaultValue '10s'
   */
  readonly ttl?: Duration | undefined;
  /**
   * How long to wait for a lock that someone else holds; 0 tries once, `Infinity` waits for ever.
   * @defaultValue '5s'
   */
  readonly wait?: Duration | undefined;
  /**
   * Whether the lease is renewed, at a third of it, for as long as the lock is held.
   * @defaultValue true
   */
  readonly renew?: boolean | undefined;
  /** Gives up waiting when it aborts; a lock that is held already stays held. */
  readonly signal?: AbortSignal | undefined;
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
 * Checks the options of one lock without their defaults, as soon as they are written.
 * @throws {OptionsError} naming the path.
 */
export function checkLockOptions(options: unknown): LockOptions {
  if (typeof options !== 'object' || options === null)
    throw new OptionsError('options', `expected an object, got ${shown(options)}`);
  const { signal, ...given } = options as LockOptions;
  if (signal !== undefined && !(signal instanceof EventTarget))
    throw new OptionsError('options.signal', `expected an AbortSignal, got ${shown(signal)}`);
  checkOptions(lockDefaultsSchema, given, 'options');
  return options;
}

/**
 * The options of one lock: those of the call over the defaults.
 * @throws {OptionsError} naming the path.
 */
export function resolveLockOptions(
  defaults: ResolvedLockOptions,
  options: LockOptions = {},
): ResolvedLockOptions {
  const { signal, ...given } = checkLockOptions(options);
  // What is undefined is not said.
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...checkOptions(lockDefaultsSchema, { ...defaults, ...said }, 'options'), signal };
}

/** A lease for a lock that is held, in milliseconds. */
export function resolveTtl(ttl: Duration): number {
  return checkOptions(durationBetween(10, LONGEST_LEASE), ttl, 'ttl');
}
