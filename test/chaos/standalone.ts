import { startRedisServer, type RedisBinary, type RedisServer } from 'local-redis';
import { RedisProxy } from '../support/redis-proxy.js';

/** One server behind an address that stays, whoever serves there. */
export class Standalone {
  private constructor(
    readonly server: RedisServer,
    private readonly proxy: RedisProxy,
  ) {}

  static async start(args: readonly string[], binary?: RedisBinary): Promise<Standalone> {
    const server = await startRedisServer({ args, binary });
    return new Standalone(server, await RedisProxy.before(server.url));
  }

  /** Where the application connects. */
  get connection(): string {
    return this.proxy.url;
  }

  /** Has another server take the first one's place. */
  promote(server: RedisServer): void {
    this.proxy.leadTo(server.url);
  }

  async close(): Promise<void> {
    await this.proxy.close();
    await this.server.stop();
  }
}
