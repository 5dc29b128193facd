import '../../common/async-dispose.js';
import { asError } from '../../common/as-error.js';
import { runUnder } from '../context/current-lock.js';
import type { Lock } from '../lock.js';

/**
 * An async generator or other async iterable whose steps run under the lock. The lock is released when the iterator has
 * ended, failed or been left, even before its first step.
 */
export class HeldIterator<T> implements AsyncGenerator<T> {
  private readonly source: AsyncIterator<T>;

  constructor(
    private readonly lock: Lock,
    iterable: AsyncIterable<T>,
  ) {
    this.source = runUnder(lock, () => iterable[Symbol.asyncIterator]());
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(value?: unknown): Promise<IteratorResult<T>> {
    return await this.step(() => this.source.next(value));
  }

  async return(value?: unknown): Promise<IteratorResult<T>> {
    return await this.step(() => this.source.return?.(value) ?? Promise.resolve({ done: true, value }));
  }

  async throw(error: unknown): Promise<IteratorResult<T>> {
    return await this.step(() => this.source.throw?.(error) ?? Promise.reject(asError(error)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  private async step(take: () => Promise<IteratorResult<T>>): Promise<IteratorResult<T>> {
    let goesOn = false;
    try {
      const result = await runUnder(this.lock, take);
      goesOn = result.done !== true;
      return result;
    } finally {
      if (!goesOn) await this.lock[Symbol.asyncDispose]();
    }
  }
}
