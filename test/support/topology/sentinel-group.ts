import type { RedisOptions } from 'ioredis';
import { findRedisServer, startRedisServer, type RedisServer } from 'local-redis';
import { eventually } from '../eventually.js';
import { upTo } from '../range.js';
import { asking } from './asking.js';
import { startSentinel, type Watching } from './start-sentinel.js';

const TIMES = { quorum: 2, downAfterMs: 700, failoverMs: 3_000 };
const SERVER_ARGS = ['--repl-diskless-sync-delay', '0'];

/** A master with two replicas, and three Sentinels that promote one of them when the master is gone. */
export class SentinelGroup {
  private constructor(
    private readonly name: string,
    private readonly servers: readonly RedisServer[],
    private readonly sentinels: readonly RedisServer[],
  ) {}

  /** Starts all of it; resolves when the replicas are in step and each Sentinel knows everybody. */
  static async start(name = 'numbers', engine?: 'valkey'): Promise<SentinelGroup> {
    const binary = await findRedisServer({ engine });
    const master = await startRedisServer({ binary, args: SERVER_ARGS });
    const replicaof = ['--replicaof', master.host, String(master.port)];
    const replicas = await Promise.all(
      upTo(2).map(() => startRedisServer({ binary, args: [...SERVER_ARGS, ...replicaof] })),
    );
    const group = new SentinelGroup(name, [master, ...replicas], []);
    await group.inStep();
    const watching: Watching = { name, master, ...TIMES };
    const sentinels = await Promise.all(upTo(3).map((id) => startSentinel(binary, id, watching)));
    const whole = new SentinelGroup(name, group.servers, sentinels);
    await eventually('each Sentinel knows the replicas and the other Sentinels', () => whole.isKnown());
    return whole;
  }

  /** How to connect to whichever is the master. */
  get connection(): RedisOptions {
    return { sentinels: this.sentinels.map(({ host, port }) => ({ host, port })), name: this.name };
  }

  /** The master, as the Sentinels say. */
  async master(): Promise<RedisServer> {
    const ports = await Promise.all(this.sentinels.map((sentinel) => this.masterPort(sentinel)));
    const master = this.servers.find(({ port }) => ports.every((told) => told === port));
    return master ?? Promise.reject(new Error(`The Sentinels do not agree: ${ports.join(', ')}`));
  }

  /** Those that are not the master and run. */
  async replicas(): Promise<RedisServer[]> {
    const master = await this.master();
    return this.servers.filter((server) => server !== master && server.running);
  }

  /** Waits until all that was written so far is on every replica. */
  async inStep(): Promise<void> {
    const [master = this.servers[0], ...rest] =
      this.sentinels.length > 0 ? [await this.master(), ...(await this.replicas())] : this.servers;
    if (!master) throw new Error('There is no master');
    await eventually('the replicas are in step', () =>
      asking(master, async (client) => {
        await client.incr('in-step');
        return (await client.wait(rest.length, 100)) === rest.length;
      }),
    );
  }

  /** From now on nothing that is written reaches a replica: they are stopped, and the master hears so at once. */
  async leaveBehind(): Promise<void> {
    const master = await this.master();
    for (const replica of await this.replicas()) replica.signal('SIGSTOP');
    // What the master has sent lies in the sockets and would be read later on; what it writes without a link is not
    // sent.
    await asking(master, (client) => client.call('CLIENT', 'KILL', 'TYPE', 'replica'));
  }

  /**
   * Kills the master and waits until there is another; replicas that were left behind go on before the Sentinels act.
   */
  async failOver(): Promise<RedisServer> {
    const before = await this.master();
    const replicas = await this.replicas();
    await before.kill();
    for (const replica of replicas) replica.signal('SIGCONT');
    return await this.promoted(before);
  }

  /**
   * Stops the master until there is another, and lets it go on then: for a moment it thinks that it is the master
   * still.
   */
  async failOverAsleep(): Promise<RedisServer> {
    const before = await this.master();
    before.signal('SIGSTOP');
    const master = await this.promoted(before);
    before.signal('SIGCONT');
    return master;
  }

  /** Waits until another one than this is the master, and takes writes. */
  async promoted(before: RedisServer): Promise<RedisServer> {
    let master = before;
    await eventually('another server is the master', async () => {
      master = await this.master().catch(() => before);
      return master !== before && (await asking(master, (client) => client.role()))[0] === 'master';
    });
    return master;
  }

  async stop(): Promise<void> {
    await Promise.all(this.sentinels.map((sentinel) => sentinel.stop()));
    await Promise.all(this.servers.map((server) => server.stop()));
  }

  private async isKnown(): Promise<boolean> {
    const seen = await Promise.all(
      this.sentinels.map((sentinel) =>
        asking(sentinel, async (client) => [
          ((await client.call('SENTINEL', 'REPLICAS', this.name)) as unknown[]).length,
          ((await client.call('SENTINEL', 'SENTINELS', this.name)) as unknown[]).length,
        ]),
      ),
    );
    return seen.every(([replicas, sentinels]) => replicas === 2 && sentinels === 2);
  }

  private async masterPort(sentinel: RedisServer): Promise<number> {
    return await asking(sentinel, async (client) => {
      const address = await client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', this.name);
      return Number((address as [string, string])[1]);
    });
  }
}
