import { once } from 'node:events';
import { Logger } from '@nestjs/common';
import { Cluster, Redis } from 'ioredis';
import { asError, describeError } from '../common/as-error.js';
import type { Clock } from '../common/clock.js';
import type { ResolvedConnection } from './connection.options.js';
import { closed, Readiness, shuttingDown } from './readiness.js';
import { withoutCommand } from './reply-failure.js';

/** The client that the library talks through: opened and closed by it, or borrowed and left alone. */
export class RedisConnection {
  private readonly logger = new Logger('RedisSerialModule');
  private readonly readiness: Readiness;
  private away = false;
  private ending: 'soon' | 'now' | undefined;
  private readonly connections: { lost: number };

  private constructor(
    readonly client: Redis | Cluster,
    private readonly owned: boolean,
    clock: Clock,
  ) {
    this.readiness = new Readiness(client, clock);
    this.connections = connectionsOf(client);
  }

  /** How many connections there were before the present one: what a server was told is lost with each. */
  get generation(): number {
    return this.connections.lost;
  }

  /** Whether commands can be sent now. */
  get isReady(): boolean {
    return this.client.status === 'ready';
  }

  /**
   * Makes what the options describe; nothing is connected yet, so that an app that fails to start leaves nothing open.
   */
  static open(source: ResolvedConnection, commandTimeoutMs: number, clock: Clock): RedisConnection {
    if (source.kind === 'client') return new RedisConnection(source.client, false, clock);
    const connection = new RedisConnection(openClient(source, commandTimeoutMs), true, clock);
    connection.reportOutages();
    return connection;
  }

  /** What the client puts before every key, if the application told it to. */
  get clientPrefix(): string {
    return this.client.options.keyPrefix ?? '';
  }

  /** Another client of the same server, for subscriptions; the caller's to close. Nothing is connected yet. */
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

  /** Begins to connect a client of its own and does not wait for it: the app starts also while Redis is away. */
  connect(): void {
    if (this.owned) this.wake();
  }

  /** Whether it can be used now, or will be as soon as it is connected; a borrowed client may be left for later. */
  get isComing(): boolean {
    return this.owned || this.isReady;
  }

  /**
   * Resolves as soon as commands can be sent. A command sent earlier would wait in ioredis's queue and run unasked
   * later.
   */
  async ready(timeoutMs: number, signal?: AbortSignal, key?: string): Promise<void> {
    if (this.ending === 'now' || this.client.status === 'end') throw closed();
    if (this.isReady) return;
    if (this.ending) throw shuttingDown();
    this.wake();
    await this.readiness.wait(timeoutMs, signal, key);
  }

  /** From now on nobody waits for a Redis that is away: the app shuts down. Commands still go to one that is there. */
  endSoon(): void {
    this.ending = 'soon';
    this.readiness.giveUp(shuttingDown());
  }

  /** Closes the client if it was opened here. */
  async close(): Promise<void> {
    this.ending = 'now';
    this.readiness.giveUp(closed());
    if (!this.owned) return;
    // A client between two attempts to reconnect is given up in silence: ioredis says 'end' of a live one only.
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

const counted = new WeakMap<Redis | Cluster, { lost: number }>();

// One listener for each client, however many apps share it.
function connectionsOf(client: Redis | Cluster): { lost: number } {
  const known = counted.get(client);
  if (known) return known;
  const connections = { lost: 0 };
  client.on('close', () => connections.lost++);
  counted.set(client, connections);
  return connections;
}

// What is not answered when a connection breaks must fail at once rather than be kept and sent again, as ioredis does
// by default: by then nobody waits for it. (Without resending but with retries left, ioredis would never settle it.)
const FAIL_WITH_THE_CONNECTION = {
  // How long a server that does not answer may take to hear that the connection is closed.
  disconnectTimeout: 200,
  autoResendUnfulfilledCommands: false,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
};

// Scripts are parsed as arrays, whatever protocol the connection speaks.
const REPLIES = 'legacy' as const;

// Reconnecting goes on for ever, with short pauses, so that the app works again soon after Redis does.
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
  // A connection whose other end has silently gone is given up when a reply is overdue, so that a new one can be made.
  const defaults = { retryStrategy, socketTimeout: commandTimeoutMs, lazyConnect: true };
  if (source.kind === 'url') return new Redis(source.url, { ...defaults, ...FAIL_WITH_THE_CONNECTION });
  return new Redis({ ...defaults, ...source.options, ...FAIL_WITH_THE_CONNECTION, replyMapping: REPLIES });
}
