import * as v from 'valibot';
import {
  describeValue,
  durationBetween,
  oneOf,
  optionsObject,
  wholeNumber,
} from '../../common/check-options.js';
import type { Duration } from '../../common/duration.js';
import type { HighWaterStore } from './high-water-store.js';

/**
 * When a number could be given twice:
 * - `'none'`: when Redis loses its last writes, as with plain INCR.
 * - `'fenced'`: when Redis loses more than its last 2 s (`covers`) and a process that issued in them is dead or not
 *   heard; or loses everything while such a process is dead. A loss that all who issued live through leaves out nothing
 *   but what was in flight; any other leaves out what `recoverySkip` says.
 * - `{ highWater: store }`: never, whatever Redis loses, where its scripts may call INFO and the series had the store
 *   from its first number. No number is given above a ceiling that the store has recorded.
 */
export type Durability = 'none' | 'fenced' | FencedDurability | HighWaterDurability;

/** Sees what Redis has lost, asks those who issued, and jumps past what nobody can tell. */
export interface FencedDurability {
  /** What tells it from `highWater`. */
  readonly mode: 'fenced';
  /**
   * How old a write must be to be safe from every loss that is covered, 100 ms to 10 min. Longer covers replicas that
   * lag, and makes a fresh process and a burst wait as long.
   * @defaultValue '2s', which covers `appendfsync everysec` and an ordinary replica
   */
  readonly covers?: Duration | undefined;
  /**
   * How many numbers of each counter a loss leaves out when a process that issued is dead or not heard, 1 or more; up
   * to twice as many when losses follow each other. And how many may be given at once: a number also limits the rate,
   * since a shard gives about so many within `covers`, and calls for more wait.
   * @defaultValue 'auto': 1,000, at most a twentieth of what a period holds, at least 16; four times what was given
   * within `covers` where that is more
   */
  readonly recoverySkip?: number | 'auto' | undefined;
  /**
   * What a process does that just started and has no other beside it: `'wait'` until it has been known in Redis for
   * `covers`, or `'skip'` the waiting; then what it gives in that time can come twice after a loss. The first process
   * that skips in a series still waits.
   * @defaultValue 'wait'
   */
  readonly fresh?: 'wait' | 'skip' | undefined;
  /**
   * What a call does that wants more numbers at once than the rate so far lets expect: `'wait'` until a higher ceiling
   * is `covers` old, or `'go'` on; then what goes beyond can come twice after a loss.
   * @defaultValue 'wait'
   */
  readonly burst?: 'wait' | 'go' | undefined;
  /**
   * Where a registration or a ceiling has to be so that it is safe at once: `'disk'`, that of the server (WAITAOF, of
   * Redis 7.2 and Valkey), where it only restarts; `'replicas'`, all that are connected (WAIT), where one of them takes
   * over. So a fresh process and a burst wait for that, and not as long as `covers`. Where it can't be had they wait
   * that long, and a warning says why.
   * @defaultValue neither: only what is old is safe
   */
  readonly confirm?: 'disk' | 'replicas' | undefined;
}

/** Gives no number above a ceiling that was recorded elsewhere. */
export interface HighWaterDurability {
  /** Where ceilings are recorded: a database, or another Redis. */
  readonly highWater: HighWaterStore;
  /**
   * How many numbers a ceiling is raised by, 1 or more. A loss may leave out twice as many of each counter; the loss of
   * everything all that the shard gave in the period beside them.
   * @defaultValue 'auto': 1,000, at most a twentieth of what a period holds, at least 16; in mode `'gapless'` 20
   */
  readonly ahead?: number | 'auto' | undefined;
}

/** The same, checked, with the defaults filled in. */
export type Guard =
  | { readonly kind: 'none' }
  | FencedGuard
  | { readonly kind: 'highWater'; readonly skip: number | 'auto'; readonly store: HighWaterStore };

/** The level `'fenced'`, checked. */
export interface FencedGuard {
  readonly kind: 'fenced';
  readonly skip: number | 'auto';
  readonly coversMs: number;
  readonly fresh: 'wait' | 'skip';
  readonly burst: 'wait' | 'go';
  readonly confirm: 'disk' | 'replicas' | undefined;
}

const MOST_SKIPPED = 1_000_000_000;

const skip = v.optional(
  v.union(
    [v.literal('auto'), wholeNumber(1, MOST_SKIPPED)],
    (issue) => `expected a whole number, 1 to ${MOST_SKIPPED}, or 'auto', got ${describeValue(issue.input)}`,
  ),
  'auto',
);

const store = v.custom<HighWaterStore>(
  (given) =>
    hasMethod(given, 'read') &&
    hasMethod(given, 'raise') &&
    ['claim', 'prune'].every((name) => hasMethod(given, name) || lacks(given, name)),
  (issue) =>
    `expected a store with read() and raise(), and claim() and prune() if it has them, got ${describeValue(issue.input)}`,
);

const fencedSchema = v.pipe(
  optionsObject({
    mode: v.literal('fenced', "expected 'fenced'"),
    covers: v.optional(durationBetween(100, 600_000), '2s'),
    recoverySkip: skip,
    fresh: v.optional(oneOf(['wait', 'skip']), 'wait'),
    burst: v.optional(oneOf(['wait', 'go']), 'wait'),
    confirm: v.optional(oneOf(['disk', 'replicas'])),
  }),
  v.transform(({ covers, recoverySkip, fresh, burst, confirm }): FencedGuard => ({
    kind: 'fenced',
    skip: recoverySkip,
    coversMs: covers,
    fresh,
    burst,
    confirm,
  })),
);
const highWaterSchema = v.pipe(
  optionsObject({ highWater: store, ahead: skip }),
  v.transform(({ highWater, ahead }): Guard => ({ kind: 'highWater', skip: ahead, store: highWater })),
);

/** Checks one of the levels and fills in its defaults. */
export const durabilitySchema = v.lazy((given): v.GenericSchema<unknown, Guard> => {
  if (typeof given === 'object' && given !== null)
    return 'highWater' in given ? highWaterSchema : fencedSchema;
  return v.pipe(
    v.picklist(
      ['none', 'fenced'],
      (issue) =>
        `expected 'none', 'fenced', { mode: 'fenced', … } or { highWater: store }, got ${describeValue(issue.input)}`,
    ),
    v.transform((kind): Guard => (kind === 'none' ? { kind } : v.parse(fencedSchema, { mode: kind }))),
  );
});

function hasMethod(given: unknown, name: string): boolean {
  return (
    typeof given === 'object' &&
    given !== null &&
    typeof (given as Record<string, unknown>)[name] === 'function'
  );
}

function lacks(given: unknown, name: string): boolean {
  return (given as Record<string, unknown>)[name] === undefined;
}
