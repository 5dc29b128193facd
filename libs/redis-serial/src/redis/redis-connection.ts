import { once } from 'node:events';
import { Logger } from '@nestjs/common';
import type { Cluster, Redis } from 'ioredis';
import { asError } from '../common/as-error.js';
import type { Clock } from '../common/clock.js';
import { connectionLossesOf, type ConnectionLosses } from './connection-losses.js';
import { Deadlines } from '../common/deadlines.js';
import type { ResolvedConnection } from './connection.options.js';
import { reportOutages } from './outage-reports.js';
import { openClient, patienceOf, retryStrategy } from './own-client.js';
import { closed, Readiness, shuttingDown } from './readiness.js';
import { RedisUnavailableError } from './redis-unavailable.error.js';
import { Silence, watchHandshake } from './silence.js';

/**
 * The client that the library uses: either its own, which it opens and closes, or the application's, which it leaves
 * open.
 */
export class RedisConnection {
  private readonly logger = new Logger('RedisSerialModule');
  private readonly readiness: Readiness;
  private ending: 'soon' | 'now' | undefined;
  private readonly losses: ConnectionLosses;
  /** Notices where nothing comes any more. */
  readonly silence: Silence;
  private readonly deadlines: Deadlines;

  private constructor(
    readonly client: Redis | Cluster,
    private readonly owned: boolean,
    private readonly clock: Clock,
    private readonly commandTimeoutMs: number,
  ) {
    this.readiness = new Readiness(client, clock);
    this.losses = connectionLossesOf(client, clock);
    this.silence = new Silence(client, owned, clock, commandTimeoutMs);
    this.deadlines = new Deadlines(clock, commandTimeoutMs);
  }

  /** How many connections were lost so far. Each loss may mean a server that does not know our scripts. */
  get generation(): number {
    return this.losses.count;
  }

  /**
   * For how many milliseconds the connection has been back, after it was lost: others who lost theirs at the same time
   * may not be back yet. In a Cluster, since one of its nodes was last seen to go. Infinity where nothing was lost.
   */
  get backForMs(): number {
    return this.clock.now() - this.losses.backAt;
  }

  /** Whether commands can be sent now. */
  get isReady(): boolean {
    return this.client.status === 'ready' && !this.readiness.isHopeless;
  }

  /** Whether the application passed the client in. */
  get isBorrowed(): boolean {
    return !this.owned;
  }

  /** Whether the client may send a command again by itself after an outage, however long that lasts. */
  get resends(): boolean {
    const { options } = this.client as Redis;
    return !this.owned && (this.isCluster || options.autoResendUnfulfilledCommands !== false);
  }

  /** Whether the app does not shut down yet, so that it makes sense to wait for Redis. */
  get mayWait(): boolean {
    return this.ending === undefined;
  }

  /**
   * Creates the client that the options describe, without connecting: an app that fails to start leaves nothing open.
   */
  static open(source: ResolvedConnection, commandTimeoutMs: number, clock: Clock): RedisConnection {
    if (source.kind === 'client') return new RedisConnection(source.client, false, clock, commandTimeoutMs);
    const client = openClient(source, commandTimeoutMs);
    const connection = new RedisConnection(client, true, clock, commandTimeoutMs);
    reportOutages(client, connection.readiness);
    return connection;
  }

  /** The prefix that the client puts before every key, if the application set one. */
  get clientPrefix(): string {
    return this.client.options.keyPrefix ?? '';
  }

  /** Creates another client of the same server, for subscriptions, without connecting. The caller closes it. */
  forSubscriptions(): Redis | Cluster {
    const { connectTimeout } = patienceOf(this.commandTimeoutMs);
    const options = { lazyConnect: true, keyPrefix: '' };
    const client = this.isCluster
      ? (this.client as Cluster).duplicate([], options)
      : (this.client as Redis).duplicate({
          ...options,
          connectTimeout,
          retryStrategy,
          autoResubscribe: false,
          enableOfflineQueue: false,
        });
    watchHandshake(client, this.clock, this.commandTimeoutMs);
    return client;
  }

  /**
   * Publishes a message, if it can be sent now.
   * @throws when it can't be, or no answer came: then the connection may have gone silent.
   */
  publish(channel: string, message: string): Promise<unknown> {
    if (!this.isReady) return Promise.reject(closed());
    return new Promise((resolve, reject) => {
      const answered = this.deadlines.add(() => {
        this.silence.overdue();
        reject(new RedisUnavailableError(`Redis did not answer within ${this.commandTimeoutMs} ms`));
      });
      this.client.publish(channel, message).then(resolve, reject).finally(answered);
    });
  }

  /** Whether it is a Cluster, where keys lie on many servers. */
  get isCluster(): boolean {
    return this.client.isCluster;
  }

  /** Begins to connect the library's own client, without waiting: the app starts also while Redis is away. */
  connect(): void {
    if (this.owned) this.wake();
  }

  /** Whether it can be used now, or will be as soon as it is connected; a borrowed client may be left for later. */
  get isComing(): boolean {
    return this.owned || this.isReady;
  }

  /**
   * Resolves as soon as commands can be sent. A command that is sent earlier would wait in ioredis's queue, and run
   * later when nobody waits for it any more.
   */
  async ready(timeoutMs: number, signal?: AbortSignal, key?: string): Promise<void> {
    if (this.ending === 'now' || this.client.status === 'end') throw closed();
    if (this.isReady) return;
    if (this.ending) throw shuttingDown();
    this.wake();
    await this.readiness.wait(timeoutMs, signal, key);
  }

  /** Stops waiting for a Redis that is away, since the app shuts down. While Redis is there, commands still work. */
  endSoon(): void {
    this.ending = 'soon';
    this.readiness.giveUp(shuttingDown());
  }

  /** Closes the client if it is the library's own. */
  async close(): Promise<void> {
    this.ending = 'now';
    this.readiness.giveUp(closed());
    if (!this.owned) return;
    // ioredis emits 'end' only for a live connection, not between two attempts to reconnect.
    const ended = this.client.status === 'ready' ? once(this.client, 'end') : undefined;
    this.client.disconnect();
    await ended;
  }

  private wake(): void {
    if (this.client.status !== 'wait') return;
    this.client.connect().catch((error: unknown) => {
      this.logger.debug(`The first connection attempt failed: ${asError(error).message}`);
    });
  }
}
