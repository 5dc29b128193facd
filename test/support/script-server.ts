import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { workerRedis } from './worker-redis.js';

/** A Redis for the tests of Lua scripts. */
export interface ScriptServer {
  readonly client: Redis;
  /** A key that is this test's alone; all keys of a test share a hash tag. */
  key(name: string): string;
}

/** Gives the tests of a file the Redis of the worker, and each of them keys of its own. */
export function scriptServer(): ScriptServer {
  let client: Redis;
  let test = '';
  beforeAll(async () => {
    client = new Redis(await workerRedis());
  });
  beforeEach(() => {
    test = randomUUID();
  });
  afterAll(() => {
    client.disconnect();
  });
  return {
    get client() {
      return client;
    },
    key: (name) => `{${test}}:${name}`,
  };
}
