import { RedisSerialError } from '../../common/redis-serial.error.js';

/**
 * It is not known which numbers were given, since Redis may have lost some and the high-water store did not answer; so
 * none is given. Numbers come again as soon as the store answers.
 */
export class RecoveryError extends RedisSerialError {
  readonly code = 'RECOVERY';

  constructor(
    /** The name of the series. */
    readonly series: string,
    /** The counter's name in the store. */
    readonly counter: string,
    what: string,
    options: ErrorOptions,
  ) {
    super(`Series "${series}" gives no numbers: its high-water store could not ${what} ${counter}`, options);
  }
}
