import { Logger } from '@nestjs/common';
import type { Cluster, Redis } from 'ioredis';
import { asError } from '../../common/as-error.js';
import type { RedisConnection } from '../../redis/redis-connection.js';

/**
 * Hears when this process was granted a lock, on one connection and one channel for all of them. It is opened when
 * somebody waits for the first time. What it hears is a hint: waiters look at the truth in Redis by themselves too.
 */
export class WakeUps {
  private readonly logger = new Logger('LockService');
  private client: Redis | Cluster | undefined;
  private subscribed = false;
  private warned = false;
  private closed = false;
  private readonly expecting = new Set<() => void>();

  constructor(
    private readonly connection: RedisConnection,
    private readonly channel: string,
    private readonly onWake: (lock: string) => void,
  ) {}

  /** Whether a message would be heard now. */
  get hears(): boolean {
    return this.subscribed;
  }

  /** Calls back once messages are heard. */
  listen(onListening: () => void): void {
    if (this.subscribed) {
      onListening();
      return;
    }
    if (this.closed) return;
    this.expecting.add(onListening);
    this.client ??= this.open();
  }

  close(): void {
    this.closed = true;
    this.subscribed = false;
    this.expecting.clear();
    this.client?.disconnect();
  }

  private open(): Redis | Cluster {
    const client = this.connection.forSubscriptions();
    const prefix = this.connection.clientPrefix;
    client.on('ready', () => void this.subscribe(client));
    client.on('close', () => {
      this.subscribed = false;
    });
    client.on('message', (_channel: string, lock: string) => {
      if (lock.startsWith(prefix)) this.onWake(lock.slice(prefix.length));
    });
    client.on('error', (error: Error) => {
      this.logger.debug(`The connection that wakes waiters is away: ${error.message}`);
    });
    client.connect().catch((error: unknown) => {
      this.logger.debug(
        `The connection that wakes waiters did not come up at once: ${asError(error).message}`,
      );
    });
    return client;
  }

  private async subscribe(client: Redis | Cluster): Promise<void> {
    try {
      await client.subscribe(this.channel);
    } catch (error) {
      if (this.closed || client.status !== 'ready') return;
      // Without it, waiters find out when they look by themselves.
      if (!this.warned)
        this.logger.warn(`Waiters can't be woken, only look from time to time: ${asError(error).message}`);
      this.warned = true;
      return;
    }
    this.subscribed = true;
    const listeners = [...this.expecting];
    this.expecting.clear();
    for (const onListening of listeners) onListening();
  }
}
