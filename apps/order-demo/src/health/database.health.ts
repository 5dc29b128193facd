import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { Database } from '../database/database.js';

/** Whether the database answers. */
@Injectable()
export class DatabaseHealthIndicator {
  constructor(
    private readonly health: HealthIndicatorService,
    private readonly database: Database,
  ) {}

  async isHealthy(): Promise<HealthIndicatorResult> {
    const check = this.health.check('database');
    try {
      await this.database.query('SELECT 1', []);
      return check.up();
    } catch (error) {
      return check.down({ message: String(error) });
    }
  }
}
