import * as v from 'valibot';
import { durationBetween, oneOf, optionsObject, describeValue } from '../../common/check-options.js';
import type { Duration } from '../../common/duration.js';
import { OptionsError } from '../../common/options.error.js';

/** Tells whether your database has a document with a number. */
export type IsUsed = (text: string) => boolean | Promise<boolean>;

/** Tells of every gapless series which numbers are used. */
export interface ReservationLedger {
  /** What is asked about the numbers of the series with this name. */
  usedIn(series: string): IsUsed;
}

/** Reservations of mode `'gapless'`. */
export interface GaplessOptions {
  /**
   * How long a number stays reserved that is neither confirmed nor cancelled. At least 10 ms.
   * @defaultValue '5m'
   */
  readonly lease?: Duration | undefined;
  /**
   * What a cancelled number becomes: `'recycle'` the next caller's, lowest first; `'void'` void, with the reason.
   * @defaultValue 'recycle'
   */
  readonly onCancel?: 'recycle' | 'void' | undefined;
  /**
   * What a number becomes whose lease ran out and which `isUsed` says is not used: `'void'`, or `'recycle'` the next
   * caller's. Without `isUsed` it is void: whoever reserved it may still use it.
   * @defaultValue 'void'
   */
  readonly onExpire?: 'void' | 'recycle' | undefined;
  /**
   * Is asked about numbers whose leases ran out, and of which Redis lost what became of them: whether your database has
   * a document with the number. Those that are used are confirmed. When it fails, the number stays reserved and is
   * asked about again.
   * @defaultValue what the module's `ledger` says, if there is one
   */
  readonly isUsed?: IsUsed | undefined;
}

/** The same, checked, with every default filled in. */
export interface ResolvedGapless {
  readonly leaseMs: number;
  readonly onCancel: 'recycle' | 'void';
  readonly onExpire: 'recycle' | 'void';
  readonly isUsed: IsUsed | undefined;
}

const LONGEST_LEASE = 366 * 86_400_000;

/** A lease of reservations, in milliseconds. */
export const leaseSchema = durationBetween(10, LONGEST_LEASE);

/** Checks the options by themselves. */
export const gaplessSchema = optionsObject({
  lease: v.optional(leaseSchema, '5m'),
  onCancel: v.optional(oneOf(['recycle', 'void']), 'recycle'),
  onExpire: v.optional(oneOf(['void', 'recycle']), 'void'),
  isUsed: v.optional(v.function('expected a function that tells whether a number is used')),
});

/** Checks what the module is given. */
export const ledgerSchema = v.custom<ReservationLedger>(
  (given) => typeof (given as Partial<ReservationLedger> | null)?.usedIn === 'function',
  (issue) => `expected a ledger with usedIn(), as SqlReservationLedger, got ${describeValue(issue.input)}`,
);

/**
 * What they mean together.
 * @throws {OptionsError} where numbers would be given again of which nobody knows whether they are used.
 */
export function resolveGapless(given: v.InferOutput<typeof gaplessSchema>, path: string): ResolvedGapless {
  const { lease, onCancel, onExpire } = given;
  const isUsed = given.isUsed as IsUsed | undefined;
  if (onExpire === 'recycle' && !isUsed)
    throw new OptionsError(`${path}.onExpire`, "'recycle' needs isUsed: the number may be in use");
  return { leaseMs: lease, onCancel, onExpire, isUsed };
}
