import { startRedisServer, type RedisServer } from 'local-redis';
import type { ClusterConnection } from 'nestjs-redis-serial';
import { eventually } from '../eventually.js';
import { upTo } from '../range.js';
import { asking } from './asking.js';
import { nodesSeenBy, type ClusterNode } from './cluster-node.js';

const SLOTS = 16_384;
const MASTERS = 3;
const ARGS = [
  ...['--cluster-enabled', 'yes', '--cluster-node-timeout', '1000'],
  ...['--repl-diskless-sync-delay', '0'],
];

/** A Cluster of three masters with a replica each, which follows its master in its place when that is gone. */
export class RedisCluster {
  private constructor(private readonly servers: readonly RedisServer[]) {}

  /** Resolves when every slot is served and every replica is in step. */
  static async start(): Promise<RedisCluster> {
    const servers = await Promise.all(upTo(2 * MASTERS).map(() => startRedisServer({ args: ARGS })));
    const cluster = new RedisCluster(servers);
    await cluster.meet();
    await cluster.follow();
    await eventually('the whole Cluster is there', () => cluster.isWhole());
    return cluster;
  }

  /** How to connect to it. */
  get connection(): ClusterConnection {
    return { cluster: { nodes: this.servers.map(({ host, port }) => ({ host, port })) } };
  }

  /** Those that run. */
  get running(): RedisServer[] {
    return this.servers.filter((server) => server.running);
  }

  /** Those that serve slots, as all agree. */
  async masters(): Promise<RedisServer[]> {
    const nodes = await nodesSeenBy(this.anyone());
    return this.running.filter(({ port }) =>
      nodes.some((node) => node.port === port && node.slots.length > 0),
    );
  }

  /** The master that serves the slot of a key. */
  async masterOf(key: string): Promise<RedisServer> {
    const slot = await asking(this.anyone(), (client) => client.cluster('KEYSLOT', key));
    const nodes = await nodesSeenBy(this.anyone());
    const home = nodes.find(({ slots }) => slots.some(([from, to]) => from <= slot && slot <= to));
    return (
      this.running.find(({ port }) => port === home?.port) ?? Promise.reject(new Error(`Nobody has ${key}`))
    );
  }

  /** Waits until all that was written so far is on the replica of each master. */
  async inStep(): Promise<void> {
    for (const master of await this.masters()) {
      await eventually('the replica is in step', async () => {
        const seen = await asking(master, (client) => client.info('replication'));
        const offset = /^master_repl_offset:(\d+)/m.exec(seen)?.[1];
        return offset !== undefined && seen.includes(`state=online,offset=${offset},`);
      });
    }
  }

  /**
   * From now on nothing that is written reaches the master's replica: it is stopped, and the master hears so at
   * once.
   */
  async leaveBehind(master: RedisServer): Promise<void> {
    const nodes = await nodesSeenBy(master);
    const own = nodes.find(({ port }) => port === master.port);
    const followers = nodes.filter((node) => node.master === own?.id);
    for (const server of this.running)
      if (followers.some(({ port }) => port === server.port)) server.signal('SIGSTOP');
    await asking(master, (client) => client.call('CLIENT', 'KILL', 'TYPE', 'replica'));
  }

  /** Kills a master and waits until its replica serves in its place, also one that was left behind. */
  async failOver(master: RedisServer): Promise<void> {
    await master.kill();
    for (const server of this.running) server.signal('SIGCONT');
    await eventually('the replica is promoted', async () => {
      const seen = await Promise.all(this.running.map((server) => nodesSeenBy(server)));
      return seen.every((nodes) => isServed(nodes.filter(({ port }) => port !== master.port)));
    });
  }

  /** Starts again those that were killed; each follows its successor. Resolves when all is as it was at first. */
  async repair(): Promise<void> {
    await Promise.all(this.servers.filter(({ running }) => !running).map((server) => server.restart()));
    await eventually('the whole Cluster is there again', () => this.isWhole());
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
  }

  private anyone(): RedisServer {
    const [server] = this.running;
    if (!server) throw new Error('No node of the Cluster runs');
    return server;
  }

  /** Gives the masters their slots and makes all nodes known to each other. */
  private async meet(): Promise<void> {
    for (const [index, server] of this.servers.entries()) {
      await asking(server, async (client) => {
        await client.call('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
        const [from, to] = [index, index + 1].map((share) => Math.floor((share * SLOTS) / MASTERS));
        if (index < MASTERS) await client.cluster('ADDSLOTSRANGE', Number(from), Number(to) - 1);
        if (index > 0) await client.cluster('MEET', this.anyone().host, this.anyone().port);
      });
    }
    await eventually('all nodes know each other', async () => {
      const seen = await Promise.all(this.servers.map((server) => nodesSeenBy(server)));
      return seen.every((nodes) => nodes.length === this.servers.length && isServed(nodes));
    });
  }

  private async follow(): Promise<void> {
    const nodes = await nodesSeenBy(this.anyone());
    const masters = this.servers.slice(0, MASTERS);
    for (const [index, replica] of this.servers.slice(MASTERS).entries()) {
      const master = nodes.find(({ port }) => port === masters[index]?.port);
      await asking(replica, (client) => client.cluster('REPLICATE', master?.id ?? ''));
    }
  }

  private async isWhole(): Promise<boolean> {
    const states = await Promise.all(
      this.servers.map((server) =>
        asking(server, async (client) => [await client.cluster('INFO'), await client.info('replication')]),
      ),
    );
    const seen = await Promise.all(this.servers.map((server) => nodesSeenBy(server)));
    return (
      states.every(([cluster, replication]) =>
        [
          String(cluster).includes('cluster_state:ok'),
          /state=online|link_status:up/.test(String(replication)),
        ].every(Boolean),
      ) && seen.every((nodes) => nodes.filter(({ master }) => master !== undefined).length === MASTERS)
    );
  }
}

function isServed(nodes: readonly ClusterNode[]): boolean {
  const healthy = nodes.filter(({ flags }) => !flags.some((flag) => flag.startsWith('fail')));
  return healthy.flatMap(({ slots }) => slots).reduce((sum, [from, to]) => sum + to - from + 1, 0) === SLOTS;
}
