import type {
  BeforeApplicationShutdown,
  OnApplicationBootstrap,
  OnApplicationShutdown,
} from '@nestjs/common';
import type { Clock } from './common/clock.js';
import type { Doctor } from './doctor/doctor.js';
import type { LockService } from './lock/lock.service.js';
import type { RedisConnection } from './redis/redis-connection.js';
import type { SeriesRegistry } from './serial/series-registry.js';
import type { SeriesAllocator } from './serial/allocation/series-allocator.js';

/**
 * Connects when the whole app has started, unless a command connected before. At shutdown it ends things in the right
 * order: first the waiting for locks; when the requests are done, all locks and unused numbers; last the connection.
 */
export class ConnectionLifecycle
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private isOver = false;

  constructor(
    private readonly locks: LockService,
    private readonly numbers: SeriesAllocator,
    private readonly series: SeriesRegistry,
    private readonly connection: RedisConnection,
    private readonly doctor: Doctor,
    private readonly graceMs: number,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.connection.connect();
    if (this.connection.isComing) this.numbers.prepare(this.series.all);
    try {
      await this.doctor.checkAtStart();
    } catch (error) {
      // Nest calls no shutdown hook of an app that failed to start, and an open connection would keep the process
      // alive.
      await this.connection.close();
      throw error;
    }
  }

  beforeApplicationShutdown(): void {
    this.doctor.leave();
    this.locks.close();
    this.connection.endSoon();
    // Nest goes on only when the requests are done. Until then the grace time ends here: its holders lose their locks.
    this.clock.later(this.graceMs, () => {
      if (!this.isOver) void this.locks.releaseAll();
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.isOver = true;
    await this.locks.releaseAll();
    await this.numbers.close();
    await this.connection.close();
  }
}
