import { NestFactory } from '@nestjs/core';
import { Redis } from 'ioredis';
import { findRedisServer, startRedisServer, type RedisBinary, type RedisServer } from 'local-redis';
import { RedisSerialModule, SerialService } from 'nestjs-redis-serial';

/** A server of its own and what talks to it; all of it ends with the workbench. */
export class Workbench implements AsyncDisposable {
  private readonly closers: (() => Promise<void>)[] = [];

  private constructor(
    readonly binary: RedisBinary,
    readonly server: RedisServer,
  ) {
    this.closers.push(() => server.stop());
  }

  static async open(onProgress?: (line: string) => void): Promise<Workbench> {
    const binary = await findRedisServer({ onProgress });
    return await Workbench.on(binary);
  }

  /** A workbench with a fresh server of the given program. */
  static async on(binary: RedisBinary): Promise<Workbench> {
    return new Workbench(binary, await startRedisServer({ binary }));
  }

  /** A connection that is ready. */
  async client(options: { readonly enableAutoPipelining?: boolean } = {}): Promise<Redis> {
    // A server that went away is the end of the run, not something to wait for.
    const client = new Redis(this.server.url, { ...options, retryStrategy: () => null });
    this.closers.push(() => {
      client.disconnect();
      return Promise.resolve();
    });
    await client.ping();
    return client;
  }

  /** The library, in an app of its own. */
  async serials(): Promise<SerialService> {
    const module = RedisSerialModule.forRoot({ connection: this.server.url, keyPrefix: 'bench' });
    const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
    this.closers.push(() => app.close());
    return app.get(SerialService);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closers = this.closers.splice(0).reverse();
    const failures: unknown[] = [];
    for (const close of closers) {
      await close().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0)
      throw new AggregateError(failures, 'Not everything that was started has stopped');
  }
}
