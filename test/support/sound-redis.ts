import { Redis } from 'ioredis';
import { startRedisServer, type RedisServer } from 'local-redis';
import { examineRedis } from 'nestjs-redis-serial';
import { eventually } from './eventually.js';

const ARGS = ['--appendonly', 'yes', '--appendfsync', 'always', '--min-replicas-to-write', '1'];

/** A Redis of which the doctor has nothing to say, with its replica. */
export class SoundRedis {
  readonly client: Redis;

  private constructor(
    readonly master: RedisServer,
    readonly replica: RedisServer,
  ) {
    this.client = new Redis(master.url);
  }

  /** Resolves when the replica is in step. */
  static async start(): Promise<SoundRedis> {
    const master = await startRedisServer({ args: [...ARGS, '--repl-diskless-sync-delay', '0'] });
    const replicaof = ['--replicaof', master.host, String(master.port)];
    const redis = new SoundRedis(master, await startRedisServer({ args: replicaof }));
    await redis.becomesSound();
    return redis;
  }

  get url(): string {
    return this.master.url;
  }

  /** What the doctor finds now. */
  async found(): Promise<string[]> {
    return (await examineRedis(this.client)).map(({ severity, code }) => `${severity} ${code}`);
  }

  async becomesSound(): Promise<void> {
    await eventually('nothing is found', async () => (await this.found()).length === 0);
  }

  async set(settings: Record<string, string>): Promise<void> {
    for (const [name, value] of Object.entries(settings)) await this.client.config('SET', name, value);
  }

  async stop(): Promise<void> {
    this.client.disconnect();
    await Promise.all([this.master.stop(), this.replica.stop()]);
  }
}
