import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { RedisSerialModule, SqlHighWaterStore, SqlReservationLedger } from 'nestjs-redis-serial';
import { DatabaseModule } from './database/database.module.js';
import { Database } from './database/database.js';
import { HealthModule } from './health/health.module.js';
import { InvoicesModule } from './invoices/invoices.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { OrdersModule } from './orders/orders.module.js';

@Module({
  imports: [
    DatabaseModule,
    RedisSerialModule.forRootAsync({
      inject: [Database, SqlReservationLedger],
      // The Redis at REDIS_URL, which main.ts sets. What must outlive Redis is in the database.
      useFactory: ({ query }: Database, ledger: SqlReservationLedger) => ({
        durability: { highWater: new SqlHighWaterStore({ query }) },
        ledger,
        doctor: process.env.DOCTOR === 'off' ? 'off' : 'warn',
      }),
    }),
    ScheduleModule.forRoot(),
    OrdersModule,
    InvoicesModule,
    HealthModule,
    MetricsModule,
  ],
})
export class AppModule {}
