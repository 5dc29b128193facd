import * as v from 'valibot';
import { durationBetween, oneOf, optionsObject, describeValue } from '../../common/check-options.js';
import type { Duration } from '../../common/duration.js';
import { OptionsError } from '../../common/options.error.js';

/** Returns whether your database has a document with this number. */
export interface IsUsed {
  (text: string): boolean | Promise<boolean>;
  /**
   * Returns those of some numbers that are used, so that many are answered with one query. If it fails, the numbers are
   * asked about one by one.
   */
  readonly many?: ((texts: readonly string[]) => Promise<ReadonlySet<string>>) | undefined;
}

/** A number that nobody will use, and why. */
export interface VoidedInLedger {
  /** The number. */
  readonly text: string;
  /** Why it is void. */
  readonly reason: string;
  /** Who voided it. */
  readonly actor?: string | undefined;
}

/** Knows which numbers of every gapless series are used. */
export interface ReservationLedger {
  /** Returns the `isUsed` for the series with this name. */
  usedIn(series: string): IsUsed;
  /**
   * Records that nobody will use these numbers, before they become void in Redis. Returns those that are used all the
   * same: these are then confirmed in Redis. A number that is void already stays as it was recorded first.
   */
  voidAll?(series: string, numbers: readonly VoidedInLedger[]): Promise<ReadonlySet<string>>;
}

/** Reservations of mode `'gapless'`. */
export interface GaplessOptions {
  /**
   * How long a number stays reserved if it is neither confirmed nor cancelled. At least 10 ms.
   * @defaultValue '5m'
   */
  readonly lease?: Duration | undefined;
  /**
   * What happens to a cancelled number: `'recycle'` gives it to the next caller, lowest first; `'void'` voids it, with
   * the reason.
   * @defaultValue 'recycle'
   */
  readonly onCancel?: 'recycle' | 'void' | undefined;
  /**
   * What happens to a number whose lease ran out, if `isUsed` says that it is not used: `'void'` voids it, `'recycle'`
   * gives it to the next caller. Without `isUsed` it becomes void, since whoever reserved it may still use it.
   * @defaultValue 'void'
   */
  readonly onExpire?: 'void' | 'recycle' | undefined;
  /**
   * Returns whether your database has a document with the number. It is asked about numbers whose lease ran out, and
   * about numbers that Redis lost. Used ones are confirmed. If it fails, the number stays reserved, and it is asked
   * again later.
   * @defaultValue the module's `ledger`, if there is one
   */
  readonly isUsed?: IsUsed | undefined;
}

/** The options, checked and with every default filled in. */
export interface ResolvedGapless {
  readonly leaseMs: number;
  readonly onCancel: 'recycle' | 'void';
  readonly onExpire: 'recycle' | 'void';
  readonly isUsed: IsUsed | undefined;
}

const LONGEST_LEASE = 366 * 86_400_000;

/** The lease of a reservation, in milliseconds. */
export const leaseSchema = durationBetween(10, LONGEST_LEASE);

/** Checks each option by itself. */
export const gaplessSchema = optionsObject({
  lease: v.optional(leaseSchema, '5m'),
  onCancel: v.optional(oneOf(['recycle', 'void']), 'recycle'),
  onExpire: v.optional(oneOf(['void', 'recycle']), 'void'),
  isUsed: v.optional(
    v.pipe(
      v.function('expected a function that tells whether a number is used'),
      v.check(
        (given) => isFunctionOrNone((given as Partial<IsUsed>).many),
        'expected isUsed.many to be a function that tells which of some numbers are used',
      ),
    ),
  ),
});

/** Checks the ledger that the module is given. */
export const ledgerSchema = v.custom<ReservationLedger>(
  (given) => {
    const ledger = given as Partial<ReservationLedger> | null;
    return typeof ledger?.usedIn === 'function' && isFunctionOrNone(ledger.voidAll);
  },
  (issue) =>
    `expected a ledger with usedIn(), such as SqlReservationLedger, got ${describeValue(issue.input)}`,
);

/**
 * Checks how the options fit together.
 * @throws {OptionsError} when numbers would be given again without knowing whether they are used.
 */
export function resolveGapless(given: v.InferOutput<typeof gaplessSchema>, path: string): ResolvedGapless {
  const { lease, onCancel, onExpire } = given;
  const isUsed = given.isUsed as IsUsed | undefined;
  if (onExpire === 'recycle' && !isUsed)
    throw new OptionsError(`${path}.onExpire`, "'recycle' needs isUsed: the number may be in use");
  return { leaseMs: lease, onCancel, onExpire, isUsed };
}

function isFunctionOrNone(given: unknown): boolean {
  return given === undefined || typeof given === 'function';
}
