import type { Cluster, Redis } from 'ioredis';
import { asError, describeError } from '../common/as-error.js';
import { machineClock } from '../common/clock.js';
import { within } from '../common/race.js';
import { resolveConnection, type Connection } from '../redis/connection.options.js';
import { RedisConnection } from '../redis/redis-connection.js';
import { RedisUnavailableError } from '../redis/redis-unavailable.error.js';

/** Creates a client for a single use. It gives up at once, where the app's own client would try for ever. */
export function openOnce(connection: Connection | undefined, timeoutMs: number): Redis | Cluster {
  const source = resolveConnection(connection, connection === undefined ? 'REDIS_URL' : '--url');
  // The app's kind of client is only copied here, never connected.
  const { client, isCluster } = RedisConnection.open(source, timeoutMs, machineClock);
  const server = { connectTimeout: timeoutMs, disconnectTimeout: 200 };
  if (isCluster) {
    const redisOptions = {
      ...(client as Cluster).options.redisOptions,
      replyMapping: 'legacy' as const,
      ...server,
    };
    return (client as Cluster).duplicate([], {
      clusterRetryStrategy: () => null,
      slotsRefreshTimeout: timeoutMs,
      redisOptions,
    });
  }
  const giveUp = { retryStrategy: null, sentinelRetryStrategy: () => null };
  // A server that is still loading should be examined too.
  return (client as Redis).duplicate({
    ...server,
    ...giveUp,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
  });
}

/** @throws {RedisUnavailableError} when there is no connection in time, with the client's last error. */
export async function connectOnce(client: Redis | Cluster, timeoutMs: number): Promise<void> {
  let trouble: Error | undefined;
  client.on('error', (error: Error & { readonly lastNodeError?: Error }) => {
    trouble = error.lastNodeError ?? error;
  });
  try {
    await within(machineClock, timeoutMs, client.connect());
  } catch (error) {
    throw new RedisUnavailableError(describeError(trouble ?? asError(error)));
  }
}
