import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import type { Channels } from './channels.js';

/**
 * What the library sees of a client of ioredis, where no scripts are sent through it: whether it is there, and
 * messages.
 */
export class MemoryClient extends EventEmitter {
  readonly isCluster = false;
  readonly options = {};
  private readonly listening = new Map<string, () => void>();
  private readonly subscribers = new Set<MemoryClient>();

  constructor(
    private readonly channels: Channels,
    public status: 'wait' | 'ready' | 'end' = 'ready',
  ) {
    super();
    // One for each app that shares the memory.
    this.setMaxListeners(0);
  }

  /** The same to the compiler: the only place where the memory passes for a client. */
  asRedis(): Redis {
    return this as unknown as Redis;
  }

  duplicate(): MemoryClient {
    const subscriber = new MemoryClient(this.channels, 'wait');
    this.subscribers.add(subscriber);
    subscriber.once('end', () => this.subscribers.delete(subscriber));
    return subscriber;
  }

  connect(): Promise<void> {
    this.status = 'ready';
    this.emit('ready');
    return Promise.resolve();
  }

  subscribe(...channels: string[]): Promise<void> {
    for (const channel of channels) {
      const stop = this.channels.listen(channel, (message) => {
        if (this.status === 'ready') this.emit('message', channel, message);
      });
      this.listening.set(channel, stop);
    }
    return Promise.resolve();
  }

  unsubscribe(...channels: string[]): Promise<void> {
    for (const channel of channels) {
      this.listening.get(channel)?.();
      this.listening.delete(channel);
    }
    return Promise.resolve();
  }

  /** As after a failover: the connections break, this one and those of its subscribers, and are there again at once. */
  reconnect(): void {
    for (const client of [this, ...this.subscribers]) {
      client.hearNothing();
      client.emit('close');
      client.emit('ready');
    }
  }

  disconnect(): void {
    this.status = 'end';
    this.hearNothing();
    this.emit('close');
    this.emit('end');
  }

  private hearNothing(): void {
    void this.unsubscribe(...this.listening.keys());
  }
}
