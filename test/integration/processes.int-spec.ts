import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { upTo } from '../support/range.js';
import { testRedis } from '../support/test-redis.js';

const SCRIPT = resolve('test/support/issue-numbers.mjs');

describe('several processes on one Redis', () => {
  it('4 processes × 5,000 numbers are exactly 1 … 20,000', async () => {
    const redis = await testRedis();
    const issue = async (): Promise<string[]> => {
      const child = fork(SCRIPT, [redis.url, redis.keyPrefix, '5000'], { execArgv: [] });
      const failed = once(child, 'exit').then(([code]) =>
        Promise.reject(new Error(`A process ended with ${String(code)}`)),
      );
      const [numbers] = (await Promise.race([once(child, 'message'), failed])) as [string[]];
      return numbers;
    };
    const perProcess = await Promise.all(upTo(4).map(issue));
    const values = perProcess.flat().map(Number);
    expect(values.sort((a, b) => a - b)).toEqual(upTo(20_000));
    expect(
      perProcess.every((numbers) =>
        numbers.every((text, index) => index === 0 || text > (numbers[index - 1] ?? '')),
      ),
    ).toBe(true);
    await redis.stop();
  });
});
