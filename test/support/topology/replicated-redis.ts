import { Redis } from 'ioredis';
import { findRedisServer, startRedisServer, type RedisServer } from 'local-redis';
import { eventually } from '../eventually.js';
import { RedisProxy } from '../redis-proxy.js';

interface Node {
  readonly server: RedisServer;
  readonly client: Redis;
}

/** A master and a replica under one address, where the test decides what the replica has when it takes over. */
export class ReplicatedRedis {
  private isReplicating = true;

  private constructor(
    private readonly proxy: RedisProxy,
    private master: Node,
    private replica: Node,
  ) {}

  /** Starts both; resolves when the replica is in step. */
  static async start(): Promise<ReplicatedRedis> {
    const binary = await findRedisServer();
    const start = async (): Promise<Node> => {
      const server = await startRedisServer({ binary, args: ['--repl-diskless-sync-delay', '0'] });
      return { server, client: new Redis(server.url) };
    };
    const [master, replica] = await Promise.all([start(), start()]);
    const proxy = await RedisProxy.before(master.server.url);
    const redis = new ReplicatedRedis(proxy, master, replica);
    await redis.replicate();
    return redis;
  }

  /** Where the master is, whichever of the two that is. */
  get url(): string {
    return this.proxy.url;
  }

  /** A client of the master. */
  get client(): Redis {
    return this.master.client;
  }

  /** From now on the replica hears of no further write. */
  async stopReplication(): Promise<void> {
    if (!this.isReplicating) return;
    await this.inStep();
    await this.replica.client.replicaof('NO', 'ONE');
    this.isReplicating = false;
  }

  /** The replica takes over; resolves when the former master is its replica, with what it has. */
  async failOver(): Promise<void> {
    await this.promote();
    this.proxy.leadTo(this.master.server.url);
    await this.replicate();
  }

  /** The same, while all open connections stay with the former master. */
  async failOverBehindOpenConnections(): Promise<void> {
    await this.promote();
    this.proxy.redirect(this.master.server.url);
    await this.replicate();
  }

  async stop(): Promise<void> {
    await this.proxy.close();
    await Promise.all(
      [this.master, this.replica].map(({ server, client }) => {
        client.disconnect();
        return server.stop();
      }),
    );
  }

  private async promote(): Promise<void> {
    await this.stopReplication();
    [this.master, this.replica] = [this.replica, this.master];
  }

  private async replicate(): Promise<void> {
    const { host, port } = this.master.server;
    await this.replica.client.replicaof(host, port);
    this.isReplicating = true;
    await this.inStep();
  }

  private async inStep(): Promise<void> {
    const { client } = this.master;
    await eventually('the replica is in step', async () => {
      await client.incr('in-step');
      return (await client.wait(1, 100)) === 1;
    });
  }
}
