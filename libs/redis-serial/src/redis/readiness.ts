import type { Cluster, Redis } from 'ioredis';
import { RedisUnavailableError } from './redis-unavailable.error.js';

/** Lets calls wait until a client can send commands; those that gave up leave nothing behind, however long it takes. */
export class Readiness {
  private readonly waiting = new Set<() => void>();

  constructor(private readonly client: Redis | Cluster) {}

  /**
   * Resolves when the client is ready.
   * @throws {RedisUnavailableError} after `timeoutMs`, or when the client was closed; the signal's reason when it aborts.
   */
  async wait(timeoutMs: number, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const settle = (error?: Error): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.waiting.delete(onChange);
        if (this.waiting.size === 0) this.client.off('ready', this.announce).off('end', this.announce);
        if (error) reject(error);
        else resolve();
      };
      const onAbort = (): void => {
        settle(signal?.reason as Error);
      };
      const onChange = (): void => {
        settle(this.client.status === 'ready' ? undefined : closed());
      };
      const timer = setTimeout(() => {
        settle(new RedisUnavailableError(`Redis is away (waited ${timeoutMs} ms)`));
      }, timeoutMs);
      signal?.addEventListener('abort', onAbort);
      // One pair of listeners for all who wait, whatever their number.
      if (this.waiting.size === 0) this.client.on('ready', this.announce).on('end', this.announce);
      this.waiting.add(onChange);
    });
  }

  private readonly announce = (): void => {
    for (const onChange of [...this.waiting]) onChange();
  };
}

/** The failure of a command on a client that was closed for good. */
export function closed(): RedisUnavailableError {
  return new RedisUnavailableError('The connection to Redis is closed');
}
