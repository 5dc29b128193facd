import { Redis } from 'ioredis';
import { startRedisServer, type RedisBinary, type RedisServer } from 'local-redis';
import { RedisProxy } from '../support/redis-proxy.js';

/** The servers that something happens to, behind an address that stays. */
export class Stage implements AsyncDisposable {
  private readonly closing: (() => Promise<unknown>)[] = [];

  private constructor(
    /** The one that the application talks to now. */
    public primary: RedisServer,
    private readonly proxy: RedisProxy,
  ) {}

  static async open(args: readonly string[], binary?: RedisBinary): Promise<Stage> {
    const primary = await startRedisServer({ args, binary });
    const stage = new Stage(primary, await RedisProxy.before(primary.url));
    stage.closing.push(() => stage.proxy.close());
    stage.onClose(() => primary.stop());
    return stage;
  }

  /** Where the application connects. */
  get url(): string {
    return this.proxy.url;
  }

  /** Has another server take the first one's place. */
  promote(server: RedisServer): void {
    this.primary = server;
    this.proxy.leadTo(server.url);
  }

  onClose(close: () => Promise<unknown>): void {
    this.closing.push(close);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const close of this.closing) await close();
  }
}

/** Asks a server one thing. */
export async function ask(server: RedisServer, command: string, ...args: string[]): Promise<unknown> {
  const client = new Redis(server.url);
  try {
    return await client.call(command, ...args);
  } finally {
    client.disconnect();
  }
}
