import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import type { Channels } from './channels.js';

/** The part of an ioredis client that the library uses besides scripts: its status and messages. */
export class MemoryClient extends EventEmitter {
  readonly isCluster = false;
  readonly options = {};
  private readonly listening: (() => void)[] = [];

  constructor(
    private readonly channels: Channels,
    public status: 'wait' | 'ready' | 'end' = 'ready',
  ) {
    super();
    // Each app that shares the memory adds a listener.
    this.setMaxListeners(0);
  }

  /** Passes the memory off as a client of ioredis; the only place that does. */
  static asRedis(channels: Channels): Redis {
    return new MemoryClient(channels) as unknown as Redis;
  }

  duplicate(): MemoryClient {
    return new MemoryClient(this.channels, 'wait');
  }

  connect(): Promise<void> {
    this.status = 'ready';
    this.emit('ready');
    return Promise.resolve();
  }

  subscribe(channel: string): Promise<void> {
    const stop = this.channels.listen(channel, (message) => {
      if (this.status === 'ready') this.emit('message', channel, message);
    });
    this.listening.push(stop);
    return Promise.resolve();
  }

  disconnect(): void {
    this.status = 'end';
    for (const stop of this.listening.splice(0)) stop();
    this.emit('close');
    this.emit('end');
  }
}
