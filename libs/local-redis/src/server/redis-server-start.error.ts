/** The server ended before it was ready, or did not get ready in time; the message holds the last lines of its log. */
export class RedisServerStartError extends Error {
  override readonly name = 'RedisServerStartError';

  constructor(
    /** The exit status of the server; 128 and more is 128 plus the signal that ended it. Absent when it did not end. */
    readonly status: number | undefined,
    /** The last lines it wrote. */
    readonly log: string,
  ) {
    const what =
      status === undefined ? 'did not get ready in time' : `ended with status ${status} before it was ready`;
    super(`The Redis server ${what}:\n${log}`);
  }

  /** Whether it ended because another process listens on its port. */
  get portInUse(): boolean {
    // The words of the C library; those of musl (Alpine) are fewer.
    return /Address (already )?in use/.test(this.log);
  }
}
