import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { SerialOptions, SeriesDefinition } from 'nestjs-redis-serial';
import type { TestRedis } from './test-redis.js';

const SCRIPT = resolve('test/support/issue-numbers.mjs');

/** What another process is to issue; its clock may be wrong by so many milliseconds. */
export interface Issuing {
  readonly count: number;
  readonly series: SeriesDefinition;
  readonly options?: SerialOptions;
  readonly clockOffMs?: number;
}

/** Numbers that a process of its own was given, in the order of its calls. */
export async function issueInProcess(redis: TestRedis, issuing: Issuing): Promise<string[]> {
  const { url, keyPrefix } = redis;
  const child = fork(SCRIPT, [JSON.stringify({ url, keyPrefix, ...issuing })], { execArgv: [] });
  const failed = once(child, 'exit').then(([code]) =>
    Promise.reject(new Error(`A process ended with ${String(code)}`)),
  );
  const [numbers] = (await Promise.race([once(child, 'message'), failed])) as [string[]];
  return numbers;
}
