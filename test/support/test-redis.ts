import { randomUUID } from 'node:crypto';
import { workerRedis } from './worker-redis.js';

/** A Redis for a test file that neither stops nor sets it up: the worker's, with a key prefix of its own. */
export interface TestRedis {
  readonly url: string;
  readonly keyPrefix: string;
  stop(): Promise<void>;
}

export async function testRedis(): Promise<TestRedis> {
  const keyPrefix = `test-${randomUUID().slice(0, 8)}`;
  // It goes on for the next file.
  return { url: await workerRedis(), keyPrefix, stop: () => Promise.resolve() };
}
