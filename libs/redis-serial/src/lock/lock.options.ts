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

/** How a lock is taken and held. */
export interface LockOptions {
  /**
   * The lease: how long the lock stays taken after its holder died. At least 10 ms.
   * @defaultValue '10s'
   */
  readonly ttl?: Duration | undefined;
  /**
   * How long to wait for a lock that someone else holds; 0 tries once, `Infinity` waits for ever.
   * @defaultValue '5s'
   */
  readonly wait?: Duration | undefined;
  /**
   * Whether the lease is renewed for as long as the lock is held, each time a third of it has passed.
   * @defaultValue true
   */
  readonly renew?: boolean | undefined;
  /**
   * The longest time that the lock may be held. It is then no longer renewed, and lost. At least 10 ms.
   * @defaultValue Infinity
   */
  readonly maxHold?: Duration | undefined;
  /**
   * How long the lock stays taken after it was acquired, even if it is released sooner. With it, a scheduled job that
   * takes a moment does not run again on an instance whose clock is behind.
   * @defaultValue 0
   */
  readonly atLeast?: Duration | undefined;
  /**
   * `'read'` shares the lock with other readers, `'write'` excludes everybody. Waiters take turns in the order in which
   * they came, so readers do not starve a waiting writer.
   * @defaultValue 'write'
   */
  readonly mode?: 'write' | 'read' | undefined;
  /**
   * The number of permits: how many may hold the lock at once, as in a semaphore. All users of the key should give the
   * same number; whoever gives another one waits until the lock is free.
   * @defaultValue 1
   */
  readonly permits?: number | undefined;
  /**
   * Whether code that already runs under this lock (in `withLock`, `@WithLock` or the interceptor) gets it again at
   * once. The lock is released when each of them has released it.
   * @defaultValue false
   */
  readonly reentrant?: boolean | undefined;
  /** Stops waiting when it aborts. A lock that is already held stays held. */
  readonly signal?: AbortSignal | undefined;
}

/** `LockOptions` with every default filled in and durations in milliseconds. */
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

// A Node timer holds no longer time than this.
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
 * Resolves the defaults of every lock from `forRoot({ lock })`.
 * @throws {OptionsError} naming the path.
 */
export function resolveLockDefaults(options: unknown): ResolvedLockOptions {
  return resolve(options ?? {}, 'lock');
}

/**
 * Checks the options of one lock as soon as they are written, before the defaults are known.
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
 * Resolves the options of one lock: those of the call, then the defaults.
 * @throws {OptionsError} naming the path.
 */
export function resolveLockOptions(
  defaults: ResolvedLockOptions,
  options?: LockOptions,
): ResolvedLockOptions {
  if (options === undefined) return defaults;
  const { signal, ...given } = checkLockOptions(options);
  // An option that is undefined counts as left out.
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...resolve({ ...defaults, ...said }, 'options'), signal };
}

/** Resolves a new lease for a lock that is held, in milliseconds. */
export function resolveTtl(ttl: Duration): number {
  return checkOptions(durationBetween(10, LONGEST_LEASE), ttl, 'ttl');
}

/** The kind of the lock: how it can be shared. */
export function kindOf({ mode, permits }: ResolvedLockOptions): LockKind {
  if (mode === 'read') return 'r';
  return permits === 1 ? 'w' : `p${permits}`;
}

function resolve(options: unknown, path: string): ResolvedLockOptions {
  const resolved = checkOptions(lockDefaultsSchema, options, path);
  if (resolved.mode === 'read' && resolved.permits > 1)
    throw new OptionsError(
      `${path}.permits`,
      "any number of readers can share; leave out mode: 'read' or permits",
    );
  return resolved;
}
