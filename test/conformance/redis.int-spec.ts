import { RedisBackends } from './on-redis.js';
import { conformance } from './suites.js';

const redis = new RedisBackends();
afterAll(() => redis.stop());

describe('on Redis', () => {
  conformance(redis.open);
});
