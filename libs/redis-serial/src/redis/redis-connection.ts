import { once } from 'node:events';
import { Logger } from '@nestjs/common';
import { Cluster, Redis } from 'ioredis';
import { asError } from '../common/as-error.js';
import type { ResolvedConnection } from './connection.options.js';
import { closed, Readiness } from './readiness.js';

/** The client that the library talks through: opened and closed by it, or borrowed and left alone. */
export class RedisConnection {
  private readonly logger = new Logger('RedisSerialModule');
  private readonly readiness: Readiness;
  private away = false;
  private connectionsLost = 0;

  private constructor(
    readonly client: Redis | Cluster,
    private readonly owned: boolean,
  ) {
    this.readiness = new Readiness(client);
    client.on('close', this.countConnection);
  }

  /** How many connections there were before the present one: what a server was told is lost with each. */
  get generation(): number {
    return this.connectionsLost;
  }

  /** Whether commands can be sent now. */
  get isReady(): boolean {
    return this.client.status === 'ready';
  }

  /** Makes what the options describe; nothing is connected yet, so that an app that fails to start leaves nothing open. */
  static open(source: ResolvedConnection, commandTimeoutMs: number): RedisConnection {
    if (source.kind === 'client') return new RedisConnection(source.client, false);
    const connection = new RedisConnection(openClient(source, commandTimeoutMs), true);
    connection.reportOutages();
    return connection;
  }

  /** Begins to connect a client of its own and does not wait for it: the app starts also while Redis is away. */
  connect(): void {
    if (this.owned) this.wake();
  }

  /** Resolves as soon as commands can be sent. A command sent earlier would wait in ioredis's queue and run unasked later. */
  async ready(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    if (this.isReady) return;
    if (this.client.status === 'end') throw closed();
    this.wake();
    await this.readiness.wait(timeoutMs, signal);
  }

  /** Closes the client if it was opened here. */
  async close(): Promise<void> {
    this.client.off('close', this.countConnection);
    if (!this.owned) return;
    // A client between two attempts to reconnect is given up in silence: ioredis says 'end' of a live one only.
    const ended = this.client.status === 'ready' ? once(this.client, 'end') : undefined;
    this.client.disconnect();
    await ended;
  }

  private readonly countConnection = (): void => {
    this.connectionsLost++;
  };

  private wake(): void {
    if (this.client.status !== 'wait') return;
    this.client.connect().catch((error: unknown) => {
      this.logger.debug(`The first connection attempt failed: ${asError(error).message}`);
    });
  }

  private reportOutages(): void {
    this.client.on('error', (error: Error) => {
      if (this.away) return;
      this.away = true;
      this.logger.warn(`Redis is away (${describe(error)}); reconnecting until it is back`);
    });
    this.client.on('ready', () => {
      if (this.away) this.logger.log('Redis is back');
      this.away = false;
    });
  }
}

// What is not answered when a connection breaks must fail at once rather than be kept and sent again, as ioredis does by
// default: by then nobody waits for it. (Without resending but with retries left, ioredis would never settle it.)
const FAIL_WITH_THE_CONNECTION = {
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
    const redisOptions = { ...source.options.redisOptions, replyMapping: REPLIES };
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

// A connection refused on IPv4 and IPv6 is an AggregateError with an empty message.
function describe(error: Error): string {
  if (error instanceof AggregateError) return error.errors.map((inner) => asError(inner).message).join(', ');
  return error.message || error.name;
}
