import { onRedis } from './backend.js';
import { conformance } from './suites.js';

describe('on Redis', () => {
  conformance(onRedis);
});
