import type { Cluster, ClusterNode, ClusterOptions, Redis, RedisOptions } from 'ioredis';
import { OptionsError } from '../common/options.error.js';

/** A Redis Cluster to connect to, in ioredis's own terms. */
export interface ClusterConnection {
  readonly cluster: { readonly nodes: ClusterNode[]; readonly options?: ClusterOptions };
}

/**
 * Where Redis is: a URL (`redis://`, `rediss://` or the path of a socket), ioredis's options (a Sentinel group too), a
 * Cluster, or a client of the application's own, which is used as it is and never closed.
 */
export type Connection = string | RedisOptions | ClusterConnection | Redis | Cluster;

/** A checked connection, told apart by `kind`. */
export type ResolvedConnection =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'options'; readonly options: RedisOptions }
  | { readonly kind: 'cluster'; readonly nodes: ClusterNode[]; readonly options: ClusterOptions }
  | { readonly kind: 'client'; readonly client: Redis | Cluster };

/**
 * Tells which kind of connection was given; without one it is `REDIS_URL`, then `redis://127.0.0.1:6379`.
 * @throws {OptionsError} when it is none; the message never shows a URL, which may hold a password.
 */
export function resolveConnection(connection: unknown, path = 'connection'): ResolvedConnection {
  if (connection === undefined) {
    const url = process.env.REDIS_URL;
    return url ? urlConnection(url, 'REDIS_URL') : { kind: 'url', url: 'redis://127.0.0.1:6379' };
  }
  if (typeof connection === 'string') return urlConnection(connection, path);
  if (typeof connection !== 'object' || connection === null || Array.isArray(connection)) {
    throw new OptionsError(
      path,
      `expected a Redis URL, ioredis options, { cluster: { nodes } } or an ioredis client`,
    );
  }
  if (isClient(connection)) return { kind: 'client', client: connection };
  if ('cluster' in connection) return clusterConnection(connection.cluster, `${path}.cluster`);
  return { kind: 'options', options: connection };
}

function urlConnection(url: string, path: string): ResolvedConnection {
  const isSocket = url.startsWith('/');
  const protocol = URL.canParse(url) ? new URL(url).protocol : undefined;
  if (isSocket || protocol === 'redis:' || protocol === 'rediss:') return { kind: 'url', url };
  throw new OptionsError(path, `expected redis://host:port, rediss://host:port or the path of a socket`);
}

function clusterConnection(cluster: unknown, path: string): ResolvedConnection {
  const { nodes, options = {} } = (cluster ?? {}) as Partial<ClusterConnection['cluster']>;
  if (!Array.isArray(nodes) || nodes.length === 0) {
    throw new OptionsError(
      `${path}.nodes`,
      `expected one node or more, such as [{ host: '10.0.0.1', port: 6379 }]`,
    );
  }
  return { kind: 'cluster', nodes, options };
}

// By shape, not by instanceof: the application may have loaded another copy or version of ioredis.
function isClient(connection: object): connection is Redis | Cluster {
  return 'evalsha' in connection && 'status' in connection && 'duplicate' in connection;
}
