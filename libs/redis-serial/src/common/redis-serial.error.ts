/** The base class of every error that this library throws. Catch it, then tell errors apart by `code`. */
export abstract class RedisSerialError extends Error {
  /** A stable, documented name of the kind of failure, such as `'LOCK_TIMEOUT'`. */
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
