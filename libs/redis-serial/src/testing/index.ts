export { RedisSerialTestingModule, type RedisSerialTestingOptions } from './redis-serial-testing.module.js';
export { useInMemoryRedisSerial, type OverridesProviders } from './use-in-memory-redis-serial.js';
export { InMemoryRedis, type InMemoryOptions, type InMemoryRedisOptions } from './in-memory-redis.js';
export { TestClock } from './test-clock.js';
