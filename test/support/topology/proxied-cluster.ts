import type { ClusterConnection } from 'nestjs-redis-serial';
import { RedisProxy } from '../redis-proxy.js';
import type { RedisCluster } from './redis-cluster.js';

/** A proxy before each node of a Cluster, and how to connect through them. */
export class ProxiedCluster {
  private constructor(private readonly proxies: ReadonlyMap<number, RedisProxy>) {}

  static async before(cluster: RedisCluster): Promise<ProxiedCluster> {
    const proxies = cluster.running.map(
      async ({ port, url }) => [port, await RedisProxy.before(url)] as const,
    );
    return new ProxiedCluster(new Map(await Promise.all(proxies)));
  }

  get connection(): ClusterConnection {
    const nodes = this.all.map(({ port }) => ({ host: '127.0.0.1', port }));
    const natMap = Object.fromEntries(
      [...this.proxies].map(([port, proxy]) => [
        `127.0.0.1:${port}`,
        { host: '127.0.0.1', port: proxy.port },
      ]),
    );
    return { cluster: { nodes, options: { natMap } } };
  }

  get all(): readonly RedisProxy[] {
    return [...this.proxies.values()];
  }

  /** The proxy before the server at a port. */
  of(port: number): RedisProxy {
    const proxy = this.proxies.get(port);
    if (!proxy) throw new Error(`No proxy stands before port ${port}`);
    return proxy;
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((proxy) => proxy.close()));
  }
}
