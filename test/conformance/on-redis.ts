import { RedisSerialModule } from 'nestjs-redis-serial';
import { Redis } from 'ioredis';
import { eventually } from '../support/eventually.js';
import { serverIsPast } from '../support/server-time.js';
import { testRedis, type TestRedis } from '../support/test-redis.js';
import { ReplicatedRedis } from '../support/topology/replicated-redis.js';
import { boot, type Backend, type LosingBackend } from './backend.js';

/** Back ends on one Redis, apart by their key prefixes; and on one that loses, which starts when it is asked for. */
export class RedisBackends {
  private redis: Promise<TestRedis> | undefined;
  private client: Redis | undefined;
  private replicated: Promise<ReplicatedRedis> | undefined;
  private opened = 0;

  readonly open = async (): Promise<Backend> => {
    this.redis ??= testRedis();
    const { url, keyPrefix } = await this.redis;
    const client = (this.client ??= new Redis(url));
    return this.backend(url, `${keyPrefix}-${++this.opened}`, () => client);
  };

  readonly openLosing = async (): Promise<LosingBackend> => {
    this.replicated ??= ReplicatedRedis.start();
    const redis = await this.replicated;
    return {
      ...this.backend(redis.url, `losing-${++this.opened}`, () => redis.client),
      lose: () => redis.client.flushall(),
      stopReplication: () => redis.stopReplication(),
      failOver: () => redis.failOver(),
    };
  };

  async stop(): Promise<void> {
    this.client?.disconnect();
    await (await this.redis)?.stop();
    await (await this.replicated)?.stop();
  }

  private backend(url: string, keyPrefix: string, client: () => Redis): Backend {
    return {
      app: (options, metadata = {}) =>
        boot(RedisSerialModule.forRoot({ keyPrefix, ...options, connection: url, doctor: 'off' }), metadata),
      until: eventually,
      past: (instant) => serverIsPast(client(), instant),
      stop: () => Promise.resolve(),
    };
  }
}
