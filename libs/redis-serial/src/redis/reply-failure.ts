import { asError } from '../common/as-error.js';
import { OptionsError } from '../common/options.error.js';
import { RedisSerialError } from '../common/redis-serial.error.js';
import { RedisUnavailableError } from './redis-unavailable.error.js';

/** The error that a caller gets for what the client or the server answered to a script. */
export function explainFailure(thrown: unknown, script: string, key: string | undefined): Error {
  const error = withoutCommand(asError(thrown));
  if (error instanceof RedisSerialError) return error;
  // Redis 6 wraps the error of a command inside a script, so that its code stands somewhere in the text.
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

/** The client's error without the command it hangs on it, whose arguments are tokens and passwords. */
export function withoutCommand(error: Error): Error {
  delete (error as { command?: unknown }).command;
  return error;
}
