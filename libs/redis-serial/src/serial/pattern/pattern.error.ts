import { RedisSerialError } from '../../common/redis-serial.error.js';

/** The pattern can't be used. Thrown when the series is defined. */
export class PatternError extends RedisSerialError {
  readonly code = 'PATTERN';

  constructor(
    /** The pattern, as it was given. */
    readonly pattern: string,
    /** The index in the pattern where the mistake is, from 0. */
    readonly position: number,
    /** What is wrong there. */
    readonly reason: string,
  ) {
    super(`Pattern "${pattern}", at ${position}: ${reason}`);
  }
}
