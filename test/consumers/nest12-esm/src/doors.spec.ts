import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Test } from '@nestjs/testing';
import { TerminusModule } from '@nestjs/terminus';
import { LockService, RedisSerialModule, SerialService } from 'nestjs-redis-serial';
import { RedisSerialTelemetryModule } from 'nestjs-redis-serial/opentelemetry';
import { RedisSerialHealthIndicator } from 'nestjs-redis-serial/terminus';
import { RedisSerialTestingModule, TestClock } from 'nestjs-redis-serial/testing';
import { OrderNo } from './orders.js';

it('tells its health, and measures', async () => {
  const imports = [RedisSerialModule.forRoot(), RedisSerialTelemetryModule.forRoot(), TerminusModule];
  const app = await Test.createTestingModule({ imports, providers: [RedisSerialHealthIndicator] }).compile();
  await app.init();
  const health = await app.get(RedisSerialHealthIndicator).isHealthy();
  assert.equal(health['redis-serial']?.status, 'up');
  assert.equal(await app.get(LockService).withLock('a', () => 7), 7);
  await app.close();
});

it('is there in memory', async () => {
  const imports = [RedisSerialTestingModule.forRoot({ series: [OrderNo], now: '2025-12-31T23:59:59Z' })];
  const app = await Test.createTestingModule({ imports }).compile();
  const next = () => app.get(SerialService).next(OrderNo, { scope: { store: 'A' } });
  assert.equal(await next(), 'ORD-A-2025-000001');
  await app.get(TestClock).advance('1s');
  assert.equal(await next(), 'ORD-A-2026-000001');
  await app.close();
});
