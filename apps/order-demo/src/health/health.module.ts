import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { RedisSerialHealthIndicator } from 'nestjs-redis-serial/terminus';
import { DatabaseHealthIndicator } from './database.health.js';
import { HealthController } from './health.controller.js';

@Module({
  imports: [TerminusModule],
  providers: [RedisSerialHealthIndicator, DatabaseHealthIndicator],
  controllers: [HealthController],
})
export class HealthModule {}
