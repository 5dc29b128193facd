import { once } from 'node:events';
import { Logger } from '@nestjs/common';
import { Cluster, Redis } from 'ioredis';
import { asError, describeError } from '../common/as-error.js';
import type { Clock } from '../common/clock.js';
import { connectionLossesOf, type ConnectionLosses } from './connection-losses.js';
import type { ResolvedConnection } from './connection.options.js';
import { closed, Readiness, shuttingDown } from './readiness.js';
import { withoutCommand } from './reply-failure.js';

/**
 * The client that the library uses: either its own, which it opens and closes, or the application's, which it leaves
 * open.
 */
export class RedisConnection {
  private readonly logger = new Logger('RedisSerialModule');
  private readonly readiness: Readiness;
  private away = false;
  private ending: 'soon' | 'now' | undefined;
  private readonly losses: ConnectionLosses;

  private constructor(
    readonly client: Redis | Cluster,
    private readonly owned: boolean,
    private readonly clock: Clock,
  ) {
    this.readiness = new Readiness(client, clock);
    this.losses = connectionLossesOf(client, clock);
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
    return this.client.status === 'ready';
  }

  /**
   * Creates the client that the options describe, without connecting: an app that fails to start leaves nothing open.
   */
  static open(source: ResolvedConnection, commandTimeoutMs: number, clock: Clock): RedisConnection {
    if (source.kind === 'client') return new RedisConnection(source.client, false, clock);
    const connection = new RedisConnection(openClient(source, commandTimeoutMs), true, clock);
    connection.reportOutages();
    return connection;
  }

  /** The prefix that the client puts before every key, if the application set one. */
  get clientPrefix(): string {
    return this.client.options.keyPrefix ?? '';
  }

  /** Creates another client of the same server, for subscriptions, without connecting. The caller closes it. */
  forSubscriptions(): Redis | Cluster {
    const options = { lazyConnect: true, keyPrefix: '' };
    if (this.isCluster) return (this.client as Cluster).duplicate([], options);
    return (this.client as Redis).duplicate({
      ...options,
      retryStrategy,
      autoResubscribe: false,
      enableOfflineQueue: false,
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

  private reportOutages(): void {
    this.client.on('error', (error: Error) => {
      this.readiness.trouble = withoutCommand(error);
      if (this.away) return;
      this.away = true;
      this.logger.warn(`Redis is away (${describeError(error)}); reconnecting until it is back`);
    });
    this.client.on('ready', () => {
      this.readiness.trouble = undefined;
      if (this.away) this.logger.log('Redis is back');
      this.away = false;
    });
  }
}

// A command without a reply must fail at once when the connection breaks. By default ioredis keeps it and sends it
// again, but by then nobody waits for it. (Without resending but with retries left, ioredis would never settle it.)
const FAIL_WITH_THE_CONNECTION = {
  // How long a server that does not reply may take to close the connection.
  disconnectTimeout: 200,
  autoResendUnfulfilledCommands: false,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
};

// Replies of scripts are parsed as arrays, whatever protocol the connection uses.
const REPLIES = 'legacy' as const;

// Reconnects for ever, with short pauses, so that the app works again soon after Redis does.
const retryStrategy = (times: number): number => Math.min(times * 50, 500);

function openClient(
  source: Exclude<ResolvedConnection, { kind: 'client' }>,
  commandTimeoutMs: number,
): Redis | Cluster {
  if (source.kind === 'cluster') {
    const { redisOptions: given } = source.options;
    const { disconnectTimeout } = FAIL_WITH_THE_CONNECTION;
    const redisOptions = { ...given, disconnectTimeout, replyMapping: REPLIES };
    return new Cluster(source.nodes, {
      clusterRetryStrategy: retryStrategy,
      lazyConnect: true,
      ...source.options,
      enableOfflineQueue: false,
      redisOptions,
    });
  }
  // When the other end has silently gone, the connection is dropped once a reply is overdue, and a new one can be made.
  const defaults = { retryStrategy, socketTimeout: commandTimeoutMs, lazyConnect: true };
  if (source.kind === 'url') return new Redis(source.url, { ...defaults, ...FAIL_WITH_THE_CONNECTION });
  return new Redis({ ...defaults, ...source.options, ...FAIL_WITH_THE_CONNECTION, replyMapping: REPLIES });
}
