import { Logger } from '@nestjs/common';
import type { Cluster, Redis } from 'ioredis';
import { asError } from '../common/as-error.js';
import type { RedisConnection } from './redis-connection.js';

/** What to do with the messages of channels. */
export interface Subscription {
  /** What does not work without the subscription, for the log. */
  readonly without: string;
  onMessage(message: string): void;
  /** Called when messages come again, after some may have been lost. */
  onResubscribed?(): void;
}

/** Subscribes to channels on its own connection, which it opens when somebody first listens. */
export class Subscriber {
  private readonly logger = new Logger('RedisSerialModule');
  private client: Redis | Cluster | undefined;
  private subscribed = false;
  private warned = false;
  private closed = false;
  private timesSubscribed = 0;
  private readonly expecting = new Set<() => void>();

  constructor(
    private readonly connection: RedisConnection,
    private readonly channels: readonly string[],
    private readonly subscription: Subscription,
  ) {}

  /** Whether the subscription is active. */
  get isSubscribed(): boolean {
    return this.subscribed;
  }

  /** Calls back once the subscription is active. */
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
    client.on('ready', () => void this.subscribe(client));
    client.on('close', () => {
      this.subscribed = false;
    });
    client.on('message', (_channel: string, message: string) => {
      this.subscription.onMessage(message);
    });
    client.on('error', (error: Error) => {
      this.logger.debug(`The connection of channels ${this.channels.join(', ')} is away: ${error.message}`);
    });
    client.connect().catch((error: unknown) => {
      this.logger.debug(
        `The connection of channels ${this.channels.join(', ')} did not come up at once: ${asError(error).message}`,
      );
    });
    return client;
  }

  private async subscribe(client: Redis | Cluster): Promise<void> {
    try {
      await client.subscribe(...this.channels);
    } catch (error) {
      if (this.closed || client.status !== 'ready') return;
      if (!this.warned) this.logger.warn(`${this.subscription.without}: ${asError(error).message}`);
      this.warned = true;
      return;
    }
    this.subscribed = true;
    const listeners = [...this.expecting];
    this.expecting.clear();
    for (const onListening of listeners) onListening();
    if (this.timesSubscribed++ > 0) this.subscription.onResubscribed?.();
  }
}
