import type { Clock } from './clock.js';
import { retryUntil } from './retry-until.js';

/** A clock that goes on by itself to whatever is waited for, so that nobody waits. */
class HurryingClock implements Clock {
  private ms = 1_000;

  now(): number {
    return this.ms;
  }

  wall(): number {
    return this.ms;
  }

  after(): () => void {
    throw new TypeError('it would keep the process alive');
  }

  later(ms: number, callback: () => void): void {
    this.ms += ms;
    queueMicrotask(callback);
  }
}

describe('retryUntil', () => {
  const clock = (): HurryingClock => new HurryingClock();

  /** Fails so many times, then answers when it was asked. */
  const failing = (times: number, time: Clock, askedAt: number[] = []) => {
    return (): Promise<number> => {
      askedAt.push(time.now());
      if (askedAt.length > times) return Promise.resolve(time.now());
      return Promise.reject(new Error(`no ${askedAt.length}`));
    };
  };

  it('asks once when there is an answer', async () => {
    const time = clock();
    const asked: number[] = [];
    const ask = failing(0, time, asked);
    expect(await retryUntil(ask, { clock: time, until: 2_000, everyMs: 50 })).toBe(1_000);
    expect(asked).toEqual([1_000]);
  });

  it('asks again after a pause while the failure may pass', async () => {
    const time = clock();
    const asked: number[] = [];
    const ask = failing(3, time, asked);
    const retry = { clock: time, until: 2_000, everyMs: 50, mayPass: () => true };
    expect(await retryUntil(ask, retry)).toBe(1_150);
    expect(asked).toEqual([1_000, 1_050, 1_100, 1_150]);
  });

  it('fails at once with what can not pass', async () => {
    const time = clock();
    const ask = failing(3, time);
    const mayPass = (error: unknown): boolean => (error as Error).message !== 'no 2';
    const asked = retryUntil(ask, { clock: time, until: 2_000, everyMs: 50, mayPass });
    await expect(asked).rejects.toThrow('no 2');
    expect(time.now()).toBe(1_050);
  });

  it('takes no failure for one that passes unless it is told so', async () => {
    const time = clock();
    const asked = retryUntil(failing(1, time), {
      clock: time,
      until: 2_000,
      everyMs: 50,
    });
    await expect(asked).rejects.toThrow('no 1');
  });

  it('fails with what failed last when the time is over', async () => {
    const time = clock();
    const retry = { clock: time, until: 1_120, everyMs: 50, mayPass: () => true };
    await expect(retryUntil(failing(99, time), retry)).rejects.toThrow('no 4');
    expect(time.now()).toBe(1_150);
  });

  it('asks until the answer is enough, or the time is over', async () => {
    let answers = 0;
    const ask = (): Promise<number> => Promise.resolve(++answers);
    const time = clock();
    const retry = { clock: time, until: 1_020, everyMs: 5 };
    expect(await retryUntil(ask, { ...retry, isEnough: (answer) => answer >= 3 })).toBe(3);
    expect(await retryUntil(ask, { ...retry, isEnough: () => false })).toBe(6);
    expect(time.now()).toBe(1_020);
  });

  it('asks at once when it is to hurry', async () => {
    const standing = Object.assign(clock(), { later: () => undefined });
    const hurry = new AbortController();
    const asked: number[] = [];
    const ask = failing(1, standing, asked);
    const retry = { clock: standing, until: 9_000, everyMs: 5, mayPass: () => true, hurry: hurry.signal };
    const answer = retryUntil(ask, retry);
    setImmediate(() => {
      expect(asked).toHaveLength(1);
      hurry.abort();
    });
    expect(await answer).toBe(1_000);
  });
});
