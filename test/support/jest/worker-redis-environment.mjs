import { TestEnvironment } from 'jest-environment-node';
import { workerRedis } from './worker-redis.mjs';

/**
 * Node, and the worker's Redis for those who ask for it with `worker-redis.ts`. Each test file has its own copy of
 * every module; an environment lies outside of them, so the server goes on from one file to the next.
 */
export default class WorkerRedisEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.workerRedis = workerRedis;
  }
}
