import { RedisBackends } from './backend.js';
import { conformance } from './suites.js';

const redis = new RedisBackends();
afterAll(() => redis.stop());

describe('on Redis', () => {
  conformance(redis.open);
});
