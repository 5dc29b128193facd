const ADVICE: Partial<Record<NodeJS.Platform, string>> = {
  linux:
    'Install one (Debian, Ubuntu: `sudo apt-get install redis-server`; elsewhere the package `redis` or `valkey`)',
  darwin: 'Install one with `brew install redis`',
  win32: 'Run this inside WSL, or start one with `docker run -p 6379:6379 redis`',
};

/** No Redis or Valkey server can be had on this machine; the message says what was tried and what to do. */
export class RedisServerNotFoundError extends Error {
  override readonly name = 'RedisServerNotFoundError';

  constructor(
    readonly platform: NodeJS.Platform,
    /** What was tried, each a clause of a sentence. */
    readonly tried: readonly string[],
    options?: ErrorOptions,
  ) {
    const advice = ADVICE[platform] ?? 'Install one';
    super(
      `No Redis server found: ${tried.join('; ')}. ` +
        `${advice}, or set REDIS_URL to a server that runs already, such as redis://127.0.0.1:6379.`,
      options,
    );
  }
}
