import { RedisSerialError } from '../../common/redis-serial.error.js';

/** A pattern that can't be used; thrown when the series is defined. */
export class PatternError extends RedisSerialError {
  readonly code = 'PATTERN';

  constructor(
    readonly pattern: string,
    /** Index in the pattern at which the trouble begins, from 0. */
    readonly position: number,
    readonly reason: string,
  ) {
    super(`Pattern "${pattern}", at ${position}: ${reason}`);
  }
}
