/** The server ended before it was ready; the message holds the last lines of its log. */
export class RedisServerStartError extends Error {
  override readonly name = 'RedisServerStartError';

  constructor(
    /** The exit status of the server; 128 and more is 128 plus the signal that ended it. */
    readonly status: number,
    /** The last lines it wrote. */
    readonly log: string,
  ) {
    super(`The Redis server ended with status ${status} before it was ready:\n${log}`);
  }

  /** Whether it ended because another process listens on its port. */
  get portInUse(): boolean {
    return this.log.includes('Address already in use');
  }
}
