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
   * What a call does that did not get the lock within `wait`: `'throw'` fails with `LockTimeoutError`; `'skip'` answers
   * undefined without running the method, for a job that another instance does already (with `wait: 0` and `atLeast`);
   * a function answers instead of the method, from the error and the method's arguments. Other errors are always
   * thrown.
   * @defaultValue 'throw'
   */
  readonly onBusy?: 'throw' | 'skip' | BusyAnswer | undefined;
  /**
   * The HTTP status of the answer to a request that met a busy lock, 400 to 599.
   * @defaultValue what the module's `busyStatus` says: 409
   */
  readonly busyStatus?: number | undefined;
}

/** Answers in place of a method whose lock was busy. */
export type BusyAnswer = (error: LockTimeoutError, ...args: never[]) => unknown;

/** What was said of a decorated method, apart: how to take the lock, and what to do when it is busy. */
export interface LockedCall {
  readonly lock: LockOptions;
  /** Answers a call whose lock could not be taken, or throws the error again. */
  readonly instead: (error: unknown, args: readonly unknown[]) => unknown;
}

/** An HTTP status that says that something went wrong. */
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
 * Checks what a decorator was given as soon as it is written.
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
