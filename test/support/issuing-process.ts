import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { SerialOptions, SeriesDefinition } from 'nestjs-redis-serial';
import type { TestRedis } from './test-redis.js';

const SCRIPT = resolve('test/support/issue-numbers.mjs');

/** What another process is to issue. */
export interface Issuing {
  readonly count: number;
  readonly series: SeriesDefinition;
  readonly options?: SerialOptions;
}

/** A process of its own that issues numbers. */
export class IssuingProcess {
  private readonly exited: Promise<unknown[]>;

  private constructor(private readonly child: ChildProcess) {
    this.exited = once(child, 'exit');
  }

  /** Its clock may be wrong by so many milliseconds. */
  static start(redis: TestRedis, { clockOffMs = 0 } = {}): IssuingProcess {
    const { url, keyPrefix } = redis;
    const args = [JSON.stringify({ url, keyPrefix, clockOffMs })];
    return new IssuingProcess(fork(SCRIPT, args, { execArgv: [] }));
  }

  /** The numbers that it was given, in the order of its calls; one thing at a time. */
  async issue(issuing: Issuing): Promise<string[]> {
    const failed = this.exited.then(([code]) => {
      throw new Error(`A process ended with ${String(code)}`);
    });
    const answer = once(this.child, 'message');
    this.child.send(issuing);
    const [numbers] = (await Promise.race([answer, failed])) as [string[]];
    return numbers;
  }

  /** Lets it end, and answers its exit code. */
  async end(): Promise<unknown> {
    this.child.disconnect();
    const [code] = await this.exited;
    return code;
  }
}
