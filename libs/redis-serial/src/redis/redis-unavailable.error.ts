import { RedisSerialError } from '../common/redis-serial.error.js';

/**
 * Redis is away, replies too slowly, or can't work now (loading, failing over, out of memory, no permission). The
 * command may or may not have been executed. `key` names the key of the command, and `cause` is the client's own error.
 */
export class RedisUnavailableError extends RedisSerialError {
  readonly code = 'REDIS_UNAVAILABLE';

  constructor(
    problem: string,
    /** The Redis key that the command was for, where there is one. */
    readonly key?: string,
    options?: ErrorOptions,
  ) {
    super(problem, options);
  }
}
