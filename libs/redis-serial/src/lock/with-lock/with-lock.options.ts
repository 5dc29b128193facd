import * as v from 'valibot';
import {
  checkOptions,
  oneOf,
  optionsObject,
  describeValue,
  wholeNumber,
} from '../../common/check-options.js';
import { OptionsError } from '../../common/options.error.js';
import { LockTimeoutError } from '../lock.errors.js';
import { checkLockOptions, type LockOptions } from '../lock.options.js';

/** How a method is locked. */
export interface WithLockOptions extends LockOptions {
  /**
   * What a call does when it did not get the lock within `wait`:
   * - `'throw'`: it fails with `LockTimeoutError`.
   * - `'skip'`: it returns undefined without running the method. With `wait: 0` and `atLeast` this suits a scheduled
   *   job that another instance already runs.
   * - a function: it returns what the function makes of the error and the method's arguments.
   *
   * Other errors are always thrown.
   * @defaultValue 'throw'
   */
  readonly onBusy?: 'throw' | 'skip' | BusyAnswer | undefined;
  /**
   * The HTTP status of the response when the lock is busy, 400 to 599.
   * @defaultValue the module's `busyStatus`, which is 409 by default
   */
  readonly busyStatus?: number | undefined;
}

/** Makes the result of a call whose lock was busy, in place of the method. */
export type BusyAnswer = (error: LockTimeoutError, ...args: never[]) => unknown;

/** The options of a decorated method in two parts: how to take the lock, and what to do when it is busy. */
export interface LockedCall {
  readonly lock: LockOptions;
  /** Makes the result of a call whose lock could not be taken, or throws the error again. */
  readonly instead: (error: unknown, args: readonly unknown[]) => unknown;
}

/** An HTTP status for an error. */
export const httpError = wholeNumber(400, 599);

const schema = optionsObject({
  onBusy: v.optional(
    v.union([oneOf(['throw', 'skip']), v.function()], ({ input }) => {
      return `expected 'throw', 'skip' or a function, got ${describeValue(input)}`;
    }),
    'throw',
  ),
  busyStatus: v.optional(httpError),
});

/**
 * Checks the options of a decorator when the class is defined.
 * @throws {OptionsError} naming the path.
 */
export function resolveLockedCall(options: WithLockOptions): LockedCall {
  if (typeof options !== 'object' || (options as unknown) === null)
    throw new OptionsError('options', `expected an object, got ${describeValue(options)}`);
  const { onBusy: given, busyStatus: status, ...rest } = options;
  const lock = checkLockOptions(rest);
  const { onBusy, busyStatus } = checkOptions(schema, { onBusy: given, busyStatus: status }, 'options');
  const instead = (error: unknown, args: readonly unknown[]): unknown => {
    if (!(error instanceof LockTimeoutError)) throw error;
    error.busyStatus ??= busyStatus;
    if (onBusy === 'throw') throw error;
    return onBusy === 'skip' ? undefined : onBusy(error, ...args);
  };
  return { lock, instead };
}
