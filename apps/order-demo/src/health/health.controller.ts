import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { RedisSerialHealthIndicator } from 'nestjs-redis-serial/terminus';
import { DatabaseHealthIndicator } from './database.health.js';

@ApiTags('operations')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly redisSerial: RedisSerialHealthIndicator,
    private readonly database: DatabaseHealthIndicator,
  ) {}

  @HealthCheck()
  @Get()
  check(): Promise<HealthCheckResult> {
    return this.health.check([() => this.redisSerial.isHealthy(), () => this.database.isHealthy()]);
  }
}
