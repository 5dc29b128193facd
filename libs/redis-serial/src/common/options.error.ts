import { RedisSerialError } from './redis-serial.error.js';

/** An option or argument can't be used. `path` names it, and the message says what is allowed there. */
export class OptionsError extends RedisSerialError {
  readonly code = 'OPTIONS';

  constructor(
    /** Where the mistake is, such as `lock.ttl` or `series.order.timeZone`. */
    readonly path: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${problem}`, options);
  }
}
