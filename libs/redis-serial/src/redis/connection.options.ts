import type { Cluster, ClusterNode, ClusterOptions, Redis, RedisOptions } from 'ioredis';
import * as v from 'valibot';
import { checkOptions, optionsObject, describeValue } from '../common/check-options.js';
import { OptionsError } from '../common/options.error.js';
import { refuseForeign } from './foreign-clients.js';

/** A Redis Cluster to connect to, with the options of ioredis. */
export interface ClusterConnection {
  /** Some of its nodes, and ioredis's options of a Cluster. */
  readonly cluster: {
    /** One node or more; the others are found through them. */
    readonly nodes: ClusterNode[];
    /** ioredis's `ClusterOptions`; the options of each connection are in its `redisOptions`. */
    readonly options?: ClusterOptions;
  };
}

/**
 * Where Redis is. One of:
 * - a URL: `redis://`, `rediss://` or the path of a socket;
 * - ioredis's options, also for a Sentinel group;
 * - a Cluster;
 * - a client of your own, which is used as it is and never closed.
 */
export type Connection = string | RedisOptions | ClusterConnection | Redis | Cluster;

/** A checked connection, told apart by `kind`. */
export type ResolvedConnection =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'options'; readonly options: RedisOptions }
  | { readonly kind: 'cluster'; readonly nodes: ClusterNode[]; readonly options: ClusterOptions }
  | { readonly kind: 'client'; readonly client: Redis | Cluster };

/**
 * Checks which kind of connection was given. Without one it is `REDIS_URL`, else `redis://127.0.0.1:6379`.
 * @throws {OptionsError} when it is none of them. The message never shows a URL, which may contain a password.
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
  refuseForeign(connection, path);
  if ('cluster' in connection) return clusterConnection(connection, path);
  refuseMistaken(connection, path);
  return { kind: 'options', options: connection };
}

function refuseMistaken(options: object, path: string): void {
  const { host, port } = options as { readonly host?: unknown; readonly port?: unknown };
  if (host !== undefined && typeof host !== 'string')
    throw new OptionsError(`${path}.host`, `expected a text, got ${describeValue(host)}`);
  if (port !== undefined && !(Number.isInteger(Number(port)) && Number(port) > 0 && Number(port) < 65_536))
    throw new OptionsError(`${path}.port`, `expected 1 to 65535, got ${describeValue(port)}`);
}

function urlConnection(url: string, path: string): ResolvedConnection {
  const isSocket = url.startsWith('/');
  const protocol = URL.canParse(url) ? new URL(url).protocol : undefined;
  if (isSocket) return { kind: 'url', url };
  if (protocol === 'redis:' || protocol === 'rediss:') {
    const database = new URL(url).pathname.slice(1);
    if (!/^\d*$/.test(database))
      throw new OptionsError(
        path,
        `expected the number of a database behind the host, such as redis://host:6379/1`,
      );
    return { kind: 'url', url };
  }
  throw new OptionsError(path, `expected redis://host:port, rediss://host:port or the path of a socket`);
}

const nodeSchema = v.union(
  [v.string(), v.number(), v.looseObject({})],
  (issue) => `expected a node, such as { host: '10.0.0.1', port: 6379 }, got ${describeValue(issue.input)}`,
);

const clusterSchema = optionsObject({
  cluster: optionsObject({
    nodes: v.pipe(
      v.array(nodeSchema, `expected nodes, such as [{ host: '10.0.0.1', port: 6379 }]`),
      v.minLength(1, `expected one node or more, such as [{ host: '10.0.0.1', port: 6379 }]`),
    ),
    options: v.optional(v.looseObject({}, "expected ioredis's options of a Cluster"), {}),
  }),
});

function clusterConnection(connection: object, path: string): ResolvedConnection {
  checkOptions(clusterSchema, connection, path);
  const { nodes, options = {} } = (connection as ClusterConnection).cluster;
  return { kind: 'cluster', nodes, options };
}

/**
 * Whether it is a client of ioredis. Told by its shape, since the application may load another copy or version of
 * ioredis.
 */
export function isClient(connection: object): connection is Redis | Cluster {
  return 'evalsha' in connection && 'status' in connection && 'duplicate' in connection;
}
