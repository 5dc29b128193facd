import { Cluster, Redis } from 'ioredis';
import type { ResolvedConnection } from './connection.options.js';

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

// Far servers with TLS take some round trips.
const CONNECT_AT_LEAST_MS = 1_000;

/** Reconnects for ever, with short pauses, so that the app works again soon after Redis does. */
export const retryStrategy = (times: number): number => Math.min(times * 50, 500);

/** How long to wait for an answer before the connection is made: else ioredis waits 10 s, or for ever. */
export function patienceOf(commandTimeoutMs: number): { connectTimeout: number } {
  return { connectTimeout: Math.max(commandTimeoutMs, CONNECT_AT_LEAST_MS) };
}

/** Creates the library's own client, without connecting. */
export function openClient(
  source: Exclude<ResolvedConnection, { kind: 'client' }>,
  commandTimeoutMs: number,
): Redis | Cluster {
  const patience = patienceOf(commandTimeoutMs);
  if (source.kind === 'cluster') {
    const { redisOptions: given } = source.options;
    const { disconnectTimeout } = FAIL_WITH_THE_CONNECTION;
    const redisOptions = { ...patience, ...given, disconnectTimeout, replyMapping: REPLIES };
    return new Cluster(source.nodes, {
      clusterRetryStrategy: retryStrategy,
      lazyConnect: true,
      ...source.options,
      enableOfflineQueue: false,
      redisOptions,
    });
  }
  const defaults = {
    retryStrategy,
    ...patience,
    sentinelCommandTimeout: patience.connectTimeout,
    lazyConnect: true,
  };
  if (source.kind === 'url') return new Redis(source.url, { ...defaults, ...FAIL_WITH_THE_CONNECTION });
  return new Redis({ ...defaults, ...source.options, ...FAIL_WITH_THE_CONNECTION, replyMapping: REPLIES });
}
