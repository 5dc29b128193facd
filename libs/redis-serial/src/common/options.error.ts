import { RedisSerialError } from './redis-serial.error.js';

/** An option or argument that can't be used: `path` names it, the message says what is allowed there. */
export class OptionsError extends RedisSerialError {
  readonly code = 'OPTIONS';

  constructor(
    readonly path: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${problem}`, options);
  }
}
