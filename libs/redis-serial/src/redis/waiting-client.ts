import type { Cluster, Redis } from 'ioredis';
import type { RedisConnection } from './redis-connection.js';
import { RedisUnavailableError } from './redis-unavailable.error.js';

/** The client of the server that has a key: of a Cluster the node's. */
export async function serverOf({ client, clientPrefix }: RedisConnection, key: string): Promise<Redis> {
  if (!client.isCluster) return client as Redis;
  const cluster = client as Cluster;
  const slot = await cluster.cluster('KEYSLOT', clientPrefix + key);
  const name = cluster.slots[slot]?.[0];
  const node = cluster.nodes('master').find(({ options: { host, port } }) => `${host}:${port}` === name);
  if (!node) throw new RedisUnavailableError('it is not known which node of the Cluster has the key', key);
  return node;
}

/**
 * Creates another client of a server, for what waits until writes are elsewhere too, without connecting. It does not
 * come back by itself. The caller closes it.
 */
export function waitingClient({ clientPrefix }: RedisConnection, server: Redis): Redis {
  return server.duplicate({
    lazyConnect: true,
    keyPrefix: clientPrefix,
    retryStrategy: () => null,
    reconnectOnError: null,
    autoResendUnfulfilledCommands: false,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    // What waits has deadlines of its own, which may be later.
    socketTimeout: undefined,
    commandTimeout: undefined,
    replyMapping: 'legacy',
  });
}
