declare global {
  // What `jest/worker-redis-environment.mjs` gives to each test file.
  var workerRedis: () => Promise<string>;
}

/**
 * The URL of the Redis that the test files of a worker share, one after the other: REDIS_URL, or a server that the
 * first of them starts. Who uses it keeps to keys of its own, and leaves the server's settings as they were.
 */
export async function workerRedis(): Promise<string> {
  return await globalThis.workerRedis();
}
