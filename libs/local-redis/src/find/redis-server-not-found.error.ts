import type { RedisBinary } from './redis-binary.js';

const ADVICE: Partial<Record<NodeJS.Platform, string>> = {
  linux:
    'Install one (Debian, Ubuntu: `sudo apt-get install redis-server`; elsewhere the package `redis` or `valkey`)',
  darwin: 'Install one with `brew install redis`',
  win32: 'Run this inside WSL, or start one with `docker run -p 6379:6379 redis`',
};

const VALKEY_ADVICE: Partial<Record<NodeJS.Platform, string>> = {
  linux:
    'Install it (Debian 12: `sudo apt-get install -t bookworm-backports valkey-server`; newer Debian, Ubuntu: ' +
    '`sudo apt-get install valkey-server`; elsewhere the package `valkey`)',
  darwin: 'Install it with `brew install valkey`',
  win32: 'Run this inside WSL',
};

const ELSEWHERE = ', or set REDIS_URL to a server that runs already, such as redis://127.0.0.1:6379';

/** No Redis or Valkey server can be had on this machine; the message says what was tried and what to do. */
export class RedisServerNotFoundError extends Error {
  override readonly name = 'RedisServerNotFoundError';
  /** How to get one on this machine; the message also names REDIS_URL, where a server elsewhere would do. */
  readonly advice: string;

  constructor(
    readonly platform: NodeJS.Platform,
    /** What was tried, each a clause of a sentence. */
    readonly tried: readonly string[],
    { engine, ...options }: ErrorOptions & { readonly engine?: RedisBinary['engine'] | undefined } = {},
  ) {
    const isValkey = engine === 'valkey';
    const advice = (isValkey ? VALKEY_ADVICE[platform] : ADVICE[platform]) ?? 'Install one';
    const elsewhere = isValkey ? '' : ELSEWHERE;
    super(
      `No ${isValkey ? 'Valkey' : 'Redis'} server found: ${tried.join('; ')}. ${advice}${elsewhere}.`,
      options,
    );
    this.advice = advice;
  }
}
