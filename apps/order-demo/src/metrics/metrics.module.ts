import { Module } from '@nestjs/common';
import { RedisSerialTelemetryModule } from 'nestjs-redis-serial/opentelemetry';
import { MetricsController } from './metrics.controller.js';
import { meterProvider } from './prometheus.js';

@Module({
  imports: [RedisSerialTelemetryModule.forRoot({ meterProvider })],
  controllers: [MetricsController],
})
export class MetricsModule {}
