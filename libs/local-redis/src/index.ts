export { findRedisServer, type FindRedisServerOptions } from './find/find-redis-server.js';
export { type RedisBinary } from './find/redis-binary.js';
export { RedisServerNotFoundError } from './find/redis-server-not-found.error.js';

export { RedisServer } from './server/redis-server.js';
export { startRedisServer, type StartRedisServerOptions } from './server/start-redis-server.js';
export { RedisServerStartError } from './server/redis-server-start.error.js';

export { localRedis, type LocalRedis, type LocalRedisOptions } from './local-redis.js';
export { freePort } from './server/free-port.js';
