import * as v from 'valibot';
import { optionsObject, describeValue, wholeNumber } from '../../common/check-options.js';
import type { HighWaterStore } from './high-water-store.js';

/**
 * When a number could be given twice:
 * - `'none'`: when Redis loses its last writes, as with plain INCR.
 * - `'fenced'`: when Redis loses more than the last `recoverySkip` numbers of a series, or all of them while no process
 *   that issued is alive. Each loss leaves out as many.
 * - `{ highWater: store }`: never, whatever Redis loses. No number is given above a ceiling that the store has
 *   recorded.
 */
export type Durability = 'none' | 'fenced' | FencedDurability | HighWaterDurability;

/** Jumps past what may have been given when another incarnation of the server answers. */
export interface FencedDurability {
  /** What tells it from `highWater`. */
  readonly mode: 'fenced';
  /**
   * How many numbers are left out then, 1 or more.
   * @defaultValue 'auto': 5 s of the highest rate that was seen, 1,000 at least
   */
  readonly recoverySkip?: number | 'auto' | undefined;
}

/** Gives no number above a ceiling that was recorded elsewhere. */
export interface HighWaterDurability {
  /** Where ceilings are recorded: a database, or another Redis. */
  readonly highWater: HighWaterStore;
  /**
   * How many numbers a ceiling is raised by, and so how many a loss may leave out; 1 or more.
   * @defaultValue 'auto': 5 s of the highest rate that was seen, 1,000 at least; in mode `'gapless'` 20
   */
  readonly ahead?: number | 'auto' | undefined;
}

/** The same, checked, with the defaults filled in. */
export type Guard =
  | { readonly kind: 'none' }
  | { readonly kind: 'fenced'; readonly skip: number | 'auto' }
  | { readonly kind: 'highWater'; readonly skip: number | 'auto'; readonly store: HighWaterStore };

const MOST_SKIPPED = 1_000_000_000;

const skip = v.optional(
  v.union(
    [v.literal('auto'), wholeNumber(1, MOST_SKIPPED)],
    (issue) => `expected a whole number, 1 to ${MOST_SKIPPED}, or 'auto', got ${describeValue(issue.input)}`,
  ),
  'auto',
);

const store = v.custom<HighWaterStore>(
  (given) => hasMethod(given, 'read') && hasMethod(given, 'raise'),
  (issue) => `expected a store with read() and raise(), got ${describeValue(issue.input)}`,
);

const fencedSchema = v.pipe(
  optionsObject({ mode: v.literal('fenced', "expected 'fenced'"), recoverySkip: skip }),
  v.transform(({ recoverySkip }): Guard => ({ kind: 'fenced', skip: recoverySkip })),
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
        `expected 'none', 'fenced', { mode: 'fenced', recoverySkip } or { highWater: store }, got ${describeValue(issue.input)}`,
    ),
    v.transform((kind): Guard => (kind === 'none' ? { kind } : { kind, skip: 'auto' })),
  );
});

function hasMethod(given: unknown, name: string): boolean {
  return (
    typeof given === 'object' &&
    given !== null &&
    typeof (given as Record<string, unknown>)[name] === 'function'
  );
}
