import { RedisSerialError } from '../../common/redis-serial.error.js';

/** A pattern that can't be used; thrown when the series is defined. */
export class PatternError extends RedisSerialError {
  readonly code = 'PATTERN';

  constructor(
    /** The pattern, as it was given. */
    readonly pattern: string,
    /** Index in the pattern at which the trouble begins, from 0. */
    readonly position: number,
    /** What is wrong there. */
    readonly reason: string,
  ) {
    super(`Pattern "${pattern}", at ${position}: ${reason}`);
  }
}
