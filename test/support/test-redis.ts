import { randomUUID } from 'node:crypto';
import { localRedis } from 'local-redis';

/** A Redis for one test file: REDIS_URL's if it is set, else a server of its own; always with a prefix of its own. */
export interface TestRedis {
  readonly url: string;
  readonly keyPrefix: string;
  stop(): Promise<void>;
}

export async function testRedis(): Promise<TestRedis> {
  const { url, stop } = await localRedis();
  return { url, keyPrefix: `test-${randomUUID().slice(0, 8)}`, stop };
}
