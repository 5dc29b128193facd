import * as v from 'valibot';
import {
  checkOptions,
  durationBetween,
  oneOf,
  optionsObject,
  describeValue,
  wholeNumber,
} from '../common/check-options.js';
import { OptionsError } from '../common/options.error.js';
import type { Duration } from '../common/duration.js';
import type { LockKind } from '../lua/lock/queue-entry.record.js';

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
  /**
   * The longest the lock may be held: then it is renewed no more, and lost. At least 10 ms.
   * @defaultValue Infinity
   */
  readonly maxHold?: Duration | undefined;
  /**
   * How long the lock stays taken after it was acquired, even if it is given back sooner: a scheduled job that is done
   * in a moment does not run again on an instance whose clock is behind.
   * @defaultValue 0
   */
  readonly atLeast?: Duration | undefined;
  /**
   * `'read'` shares the lock with other readers; a `'write'` excludes everybody. Who waits goes in the order of coming,
   * so that a waiting writer is not starved by readers.
   * @defaultValue 'write'
   */
  readonly mode?: 'write' | 'read' | undefined;
  /**
   * How many may hold the lock at once: a semaphore. All who use the key should say the same; those who say otherwise
   * wait until it is free.
   * @defaultValue 1
   */
  readonly permits?: number | undefined;
  /**
   * Whether code that runs under this lock already (in `withLock`, `@WithLock` or the interceptor) gets it again at
   * once. It is given back when each of them gave it back.
   * @defaultValue false
   */
  readonly reentrant?: boolean | undefined;
  /** Gives up waiting when it aborts; a lock that is held already stays held. */
  readonly signal?: AbortSignal | undefined;
}

/** The same with every default filled in, durations in milliseconds. */
export interface ResolvedLockOptions {
  readonly ttl: number;
  readonly wait: number;
  readonly renew: boolean;
  readonly maxHold: number;
  readonly atLeast: number;
  readonly mode: 'write' | 'read';
  readonly permits: number;
  readonly reentrant: boolean;
  readonly signal?: AbortSignal | undefined;
}

// Longer timeouts than this do not fit into a timer of Node.
const LONGEST_LEASE = 2 ** 31 - 1;

const lockDefaultsSchema = optionsObject({
  ttl: v.optional(durationBetween(10, LONGEST_LEASE), '10s'),
  wait: v.optional(durationBetween(0, Infinity), '5s'),
  renew: v.optional(v.boolean('expected true or false'), true),
  maxHold: v.optional(durationBetween(10, Infinity), Infinity),
  atLeast: v.optional(durationBetween(0, LONGEST_LEASE), 0),
  mode: v.optional(oneOf(['write', 'read']), 'write'),
  permits: v.optional(wholeNumber(1, 1_000_000), 1),
  reentrant: v.optional(v.boolean('expected true or false'), false),
});

/**
 * The defaults of every lock, from what `forRoot({ lock })` says.
 * @throws {OptionsError} naming the path.
 */
export function resolveLockDefaults(options: unknown): ResolvedLockOptions {
  return resolve(options ?? {}, 'lock');
}

/**
 * Checks the options of one lock without their defaults, as soon as they are written.
 * @throws {OptionsError} naming the path.
 */
export function checkLockOptions(options: unknown): LockOptions {
  if (typeof options !== 'object' || options === null)
    throw new OptionsError('options', `expected an object, got ${describeValue(options)}`);
  const { signal, ...given } = options as LockOptions;
  if (signal !== undefined && !(signal instanceof EventTarget))
    throw new OptionsError('options.signal', `expected an AbortSignal, got ${describeValue(signal)}`);
  resolve(given, 'options');
  return options;
}

/**
 * The options of one lock: those of the call over the defaults.
 * @throws {OptionsError} naming the path.
 */
export function resolveLockOptions(
  defaults: ResolvedLockOptions,
  options?: LockOptions,
): ResolvedLockOptions {
  if (options === undefined) return defaults;
  const { signal, ...given } = checkLockOptions(options);
  // What is undefined is not said.
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...resolve({ ...defaults, ...said }, 'options'), signal };
}

/** A lease for a lock that is held, in milliseconds. */
export function resolveTtl(ttl: Duration): number {
  return checkOptions(durationBetween(10, LONGEST_LEASE), ttl, 'ttl');
}

/** How the lock is shared, in a word. */
export function kindOf({ mode, permits }: ResolvedLockOptions): LockKind {
  if (mode === 'read') return 'r';
  return permits === 1 ? 'w' : `p${permits}`;
}

function resolve(options: unknown, path: string): ResolvedLockOptions {
  const resolved = checkOptions(lockDefaultsSchema, options, path);
  if (resolved.mode === 'read' && resolved.permits > 1)
    throw new OptionsError(
      `${path}.permits`,
      "readers share without number; leave out mode: 'read' or permits",
    );
  return resolved;
}
