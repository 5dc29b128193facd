import { findRedisServer, type FindRedisServerOptions } from './find/find-redis-server.js';
import { type RedisServer } from './server/redis-server.js';
import { startRedisServer, type StartRedisServerOptions } from './server/start-redis-server.js';

/** Which Redis to use, or how to find and start one. */
export interface LocalRedisOptions extends FindRedisServerOptions, StartRedisServerOptions {
  /** A Redis that runs already. @defaultValue `process.env.REDIS_URL` */
  readonly url?: string | undefined;
}

/** A Redis to work with. */
export interface LocalRedis {
  readonly url: string;
  /** The server that was started; undefined when the Redis ran already. */
  readonly server: RedisServer | undefined;
  /** Ends the server that was started; a Redis that ran already goes on. */
  readonly stop: () => Promise<void>;
}

/**
 * Uses the Redis at `url` or `REDIS_URL`, else starts a server that ends with this process at the latest.
 * @throws {RedisServerNotFoundError} when there is neither a URL nor a server program.
 * @throws {RedisServerStartError} when the server does not start.
 */
export async function localRedis(options: LocalRedisOptions = {}): Promise<LocalRedis> {
  const url = options.url ?? process.env.REDIS_URL;
  // An empty variable is how a shell says "none".
  if (url) return { url, server: undefined, stop: () => Promise.resolve() };

  const binary = options.binary ?? (await findRedisServer(options));
  const server = await startRedisServer({ ...options, binary });
  return { url: server.url, server, stop: () => server.stop() };
}
