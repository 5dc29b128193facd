import { Injectable, Module } from '@nestjs/common';
import {
  currentLock,
  defineSeries,
  LockService,
  RedisSerialModule,
  SerialService,
  WithLock,
} from 'nestjs-redis-serial';

export const OrderNo = defineSeries({ name: 'order', pattern: 'ORD-{store}-{date:yyyy}-{seq:6}' });

@Injectable()
export class Orders {
  constructor(
    private readonly serials: SerialService,
    private readonly locks: LockService,
  ) {}

  @WithLock('store:{0}', { wait: '20s' })
  async place(store: string): Promise<string> {
    if (currentLock()?.key !== `store:${store}`) throw new Error('the method runs without its lock');
    return this.serials.next(OrderNo, { scope: { store } });
  }

  @WithLock('store:{0}', { wait: 0 })
  async placeNow(store: string): Promise<string> {
    return this.serials.next(OrderNo, { scope: { store } });
  }

  async isFree(store: string): Promise<boolean> {
    const lock = await this.locks.tryAcquire(`store:${store}`);
    return (await lock?.release()) ?? false;
  }

  async whileTaken<T>(store: string, work: () => Promise<T>): Promise<T> {
    const lock = await this.locks.acquire(`store:${store}`, { ttl: '5s' });
    try {
      return await work();
    } finally {
      await lock.release();
    }
  }
}

@Module({
  imports: [RedisSerialModule.forRoot({ keyPrefix: `consumer-${process.pid}`, series: [OrderNo] })],
  providers: [Orders],
})
export class OrdersModule {}
