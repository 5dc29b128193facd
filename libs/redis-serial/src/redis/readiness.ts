import type { Cluster, Redis } from 'ioredis';
import { onAbort } from '../common/abort-listeners.js';
import type { Clock } from '../common/clock.js';
import { OptionsError } from '../common/options.error.js';
import { describeAttempt, describeTrouble } from './client-troubles.js';
import { RedisUnavailableError } from './redis-unavailable.error.js';
import { neverSent } from './reply-failure.js';
import { isPassingRefusal, isRefusal } from './server-refusals.js';

/** The error of a call that waited, of a key. */
type Failure = (key: string | undefined) => Error;

/** Lets calls wait until a client can send commands. A call that gives up leaves nothing behind. */
export class Readiness {
  /** Why the client can't connect, if known. */
  trouble: Error | undefined;
  private readonly waiting = new Set<(end?: Failure) => void>();

  constructor(
    private readonly client: Redis | Cluster,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves when the client is ready.
   * @throws {RedisUnavailableError} after `timeoutMs`, or when the client was closed.
   * @throws the signal's reason when it aborts.
   */
  async wait(timeoutMs: number, signal: AbortSignal | undefined, key: string | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.trouble && lasts(this.trouble)) throw this.asFailure(this.trouble, key);
    await new Promise<void>((resolve, reject) => {
      const settle = (error?: Error): void => {
        cancel();
        stopListening?.();
        this.waiting.delete(onChange);
        if (this.waiting.size === 0) this.client.off('ready', this.announce).off('end', this.announce);
        if (error) reject(error);
        else resolve();
      };
      const onChange = (end?: Failure): void => {
        settle(end?.(key) ?? (this.client.status === 'ready' ? undefined : closed()));
      };
      const cancel = this.clock.after(timeoutMs, () => {
        settle(this.away(timeoutMs, key));
      });
      const stopListening =
        signal &&
        onAbort(signal, () => {
          settle(signal.reason as Error);
        });
      // One pair of listeners serves all waiting calls.
      if (this.waiting.size === 0) this.client.on('ready', this.announce).on('end', this.announce);
      this.waiting.add(onChange);
    });
  }

  /** The client could not connect. What does not pass by itself is said at once. */
  failed(trouble: Error): void {
    this.trouble = trouble;
    if (lasts(trouble)) this.endAll((key) => this.asFailure(trouble, key));
  }

  /** The client connects anew. */
  retried(): void {
    if (this.isHopeless) this.trouble = undefined;
  }

  /** Whether the client must not be used though it is connected: it is not where the app wanted it. */
  get isHopeless(): boolean {
    return this.trouble instanceof OptionsError;
  }

  /** Fails all waiting calls. */
  giveUp(reason: Error): void {
    this.endAll(() => reason);
  }

  private endAll(failure: Failure): void {
    for (const onChange of [...this.waiting]) onChange(failure);
  }

  private away(waitedMs: number, key: string | undefined): RedisUnavailableError {
    const { trouble } = this;
    const why = describeAttempt(this.client, trouble);
    const reason = why === undefined ? '' : `: ${why}`;
    const cause = { cause: trouble };
    return neverSent(new RedisUnavailableError(`Redis is away (waited ${waitedMs} ms)${reason}`, key, cause));
  }

  private asFailure(trouble: Error, key?: string): Error {
    if (trouble instanceof OptionsError) return trouble;
    return neverSent(new RedisUnavailableError(describeTrouble(trouble), key, { cause: trouble }));
  }

  private readonly announce = (): void => {
    for (const onChange of [...this.waiting]) onChange();
  };
}

/** The error of a command on a client that was closed for good. */
export function closed(): RedisUnavailableError {
  return neverSent(new RedisUnavailableError('The connection to Redis is closed'));
}

/** The error of a command that would have to wait for Redis while the app shuts down. */
export function shuttingDown(): RedisUnavailableError {
  return neverSent(new RedisUnavailableError('Redis is away, and the app shuts down'));
}

function lasts(trouble: Error): boolean {
  return trouble instanceof OptionsError || (isRefusal(trouble) && !isPassingRefusal(trouble));
}
