import { RedisSerialError } from '../../common/redis-serial.error.js';

/**
 * It is not known which numbers were given, since Redis may have lost some, and who can tell has not answered in time:
 * the high-water store, or a process that has it. So none is given. Numbers come again as soon as it answers.
 */
export class RecoveryError extends RedisSerialError {
  readonly code = 'RECOVERY';

  constructor(
    /** The name of the series. */
    readonly series: string,
    /** The counter's name in the store. */
    readonly counter: string,
    why: string,
    options: ErrorOptions = {},
  ) {
    super(`Series "${series}" gives no numbers: ${why}`, options);
  }
}
