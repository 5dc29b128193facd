import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { LockService } from './lock/lock.service.js';
import { RedisConnection } from './redis/redis-connection.js';

/** Ends in the right order: no new locks, then (when the requests are done) all locks given back, then the connection. */
@Injectable()
export class GracefulShutdown implements BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    @Inject(LockService) private readonly locks: LockService,
    @Inject(RedisConnection) private readonly connection: RedisConnection,
  ) {}

  beforeApplicationShutdown(): void {
    this.locks.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.locks.releaseAll();
    await this.connection.close();
  }
}
