import { asError } from '../common/as-error.js';
import { OptionsError } from '../common/options.error.js';
import { RedisSerialError } from '../common/redis-serial.error.js';
import { describeTrouble, wasRefusedByClient } from './client-troubles.js';
import { RedisUnavailableError } from './redis-unavailable.error.js';
import { isPassingRefusal, isRefusal } from './server-refusals.js';

/** The error that a caller gets when the client or the server failed a script. */
export function explainFailure(thrown: unknown, key: string | undefined): Error {
  const error = withoutCommand(asError(thrown));
  if (error instanceof RedisSerialError) return error;
  // Redis 6 wraps the error of a command inside a script, so its code may stand anywhere in the message.
  if (/WRONGTYPE|not an integer/.test(error.message)) {
    return new OptionsError(
      'keyPrefix',
      `the key ${key} holds another program's value; choose another prefix`,
      {
        cause: error,
      },
    );
  }
  const trouble = describeTrouble(error);
  const problem = isRefusal(error) ? trouble : `Redis could not be asked: ${trouble}`;
  return new RedisUnavailableError(problem, key, { cause: error });
}

/**
 * Whether the same command may work in a moment: the connection or the server was away, but the command itself was
 * right.
 */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof RedisUnavailableError)) return false;
  return !isRefusal(error.cause) || isPassingRefusal(error.cause);
}

/** Whether the client or the server refused a command that may be sent again in a moment: it was certainly not done. */
export function mayBeRepeated(thrown: unknown): boolean {
  return isPassingRefusal(thrown) || (thrown instanceof Error && wasRefusedByClient(thrown));
}

const unsent = new WeakSet<Error>();

/** Marks the error of a command that was never sent. */
export function neverSent<E extends Error>(error: E): E {
  unsent.add(error);
  return error;
}

/** Whether a command that failed with this may have been done all the same. */
export function mayBeDone(error: unknown): boolean {
  if (!(error instanceof RedisUnavailableError) || unsent.has(error)) return false;
  const { cause } = error;
  return !isRefusal(cause) && !(cause instanceof Error && wasRefusedByClient(cause));
}

/** The same error for another key. */
export function withKey(error: RedisUnavailableError, key: string): RedisUnavailableError {
  const same = new RedisUnavailableError(error.message, key, { cause: error.cause });
  return unsent.has(error) ? neverSent(same) : same;
}

/** Removes the command from the client's error: its arguments may be tokens and passwords. */
export function withoutCommand(error: Error): Error {
  delete (error as { command?: unknown }).command;
  return error;
}
