import { setMaxListeners } from 'node:events';
import type { LockService } from 'nestjs-redis-serial';
import { now } from '../../clock.js';
import { LEASE_MS } from '../lockers/locker.js';

/** Waiters on one lock that is held; each that gets it gives it back at once and asks again, so their number stays. */
export class Queue implements AsyncDisposable {
  private readonly leaving = new AbortController();
  private readonly waiters: Promise<void>[];
  private handedOver = 0;
  private awaited: { readonly count: number; readonly reached: () => void } | undefined;
  private failure: Error | undefined;

  private constructor(
    services: readonly LockService[],
    key: string,
    count: number,
    private readonly releaseFirst: () => Promise<unknown>,
  ) {
    // Each waiter listens whether it should give up.
    setMaxListeners(0, this.leaving.signal);
    this.waiters = Array.from({ length: count }, async (_, index) => {
      const service = services[index % services.length];
      if (service)
        await this.wait(service, key).catch((error: unknown) => {
          this.left(error);
        });
    });
  }

  /** Has so many wait, evenly at each of some services, once the lock is held. */
  static async open(services: readonly LockService[], key: string, count: number): Promise<Queue> {
    const [first] = services;
    if (!first) throw new Error('Nobody to ask for the lock');
    const held = await first.acquire(key, { ttl: LEASE_MS });
    const queue = new Queue(services, key, count, () => held.release());
    // What is asked now is answered after all that was asked before.
    for (const [index, service] of services.entries()) await service.tryAcquire(`${key}:behind-${index}`);
    return queue;
  }

  /** Lets the lock go from one to the next so often, or for so long, and answers how often it did in a second. */
  async handOvers(most: number, seconds: number): Promise<number> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => {
      this.awaited = { count: most, reached: resolve };
      timer = setTimeout(resolve, seconds * 1000);
    });
    const started = now();
    await this.releaseFirst();
    await over;
    clearTimeout(timer);
    if (this.failure) throw this.failure;
    return (this.handedOver / (now() - started)) * 1000;
  }

  /** Has all waiters give up. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.leaving.abort();
    await Promise.all(this.waiters);
    await this.releaseFirst();
  }

  private async wait(service: LockService, key: string): Promise<void> {
    const { signal } = this.leaving;
    while (!signal.aborted) {
      const lock = await service.acquire(key, { ttl: LEASE_MS, wait: Infinity, signal });
      this.handedOver++;
      if (this.handedOver === this.awaited?.count) this.awaited.reached();
      await lock.release();
    }
  }

  private left(error: unknown): void {
    if (this.leaving.signal.aborted) return;
    this.failure ??= error instanceof Error ? error : new Error(String(error));
    this.awaited?.reached();
  }
}
