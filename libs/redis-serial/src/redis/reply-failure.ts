import { asError } from '../common/as-error.js';
import { OptionsError } from '../common/options.error.js';
import { RedisSerialError } from '../common/redis-serial.error.js';
import { RedisUnavailableError } from './redis-unavailable.error.js';

/** The error that a caller gets when the client or the server failed a script. */
export function explainFailure(thrown: unknown, script: string, key: string | undefined): Error {
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
  return new RedisUnavailableError(`Redis could not run ${script}: ${error.message}`, key, { cause: error });
}

// The errors of a server that starts, fails over or moves its slots.
const PASSING = /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|UNBLOCKED)/;

/**
 * Whether the same command may work in a moment: the connection or the server was away, but the command itself was
 * right.
 */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof RedisUnavailableError)) return false;
  const { cause } = error;
  return !(cause instanceof Error) || cause.name !== 'ReplyError' || PASSING.test(cause.message);
}

/** Removes the command from the client's error: its arguments may be tokens and passwords. */
export function withoutCommand(error: Error): Error {
  delete (error as { command?: unknown }).command;
  return error;
}
