import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Redis } from 'ioredis';
import { LockService, RedisSerialModule, SerialService } from 'nestjs-redis-serial';

/** What talks to a server; all of it is closed together, the last first. */
export class Connections implements AsyncDisposable {
  private readonly closers: (() => Promise<unknown>)[] = [];

  constructor(readonly url: string) {}

  /** A connection that is ready. */
  async client(options: { readonly enableAutoPipelining?: boolean } = {}): Promise<Redis> {
    // A server that went away is the end of the run, not something to wait for.
    const client = new Redis(this.url, { ...options, retryStrategy: () => null });
    this.whenClosed(() => {
      client.disconnect();
      return Promise.resolve();
    });
    await client.ping();
    return client;
  }

  /** The library's numbers, in an app of their own. */
  async serials(): Promise<SerialService> {
    return (await this.library()).get(SerialService);
  }

  /** The library's locks, in an app of their own. */
  async locks(): Promise<LockService> {
    return (await this.library()).get(LockService);
  }

  /** An app of one module. */
  async app(module: DynamicModule): Promise<INestApplicationContext> {
    const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
    this.whenClosed(() => app.close());
    return app;
  }

  /** What is done when the connections are closed. */
  whenClosed(close: () => Promise<unknown>): void {
    this.closers.push(close);
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

  private async library(): Promise<INestApplicationContext> {
    return await this.app(RedisSerialModule.forRoot({ connection: this.url, keyPrefix: 'bench' }));
  }
}
