import { Module } from '@nestjs/common';
import { RedisSerialModule } from 'nestjs-redis-serial';
import { HealthModule } from './health/health.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { OrdersModule } from './orders/orders.module.js';

@Module({
  // Without options it connects to REDIS_URL, which main.ts has seen to.
  imports: [RedisSerialModule.forRoot(), OrdersModule, HealthModule, MetricsModule],
})
export class AppModule {}
