// An app of ES modules with a feature of CommonJS: both must mean the same services, locks and errors.
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Feature, FeatureModule } from './feature.cjs';
import { defineSeries, LockService, OptionsError, RedisSerialModule } from 'nestjs-redis-serial';

const series = [defineSeries({ name: 'order', pattern: '{store}-{seq:4}' })];
const serial = RedisSerialModule.forRoot({ keyPrefix: `doors-${process.pid}`, series });

class AppModule {}
Module({ imports: [serial, FeatureModule] })(AppModule);

const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
const feature = app.get(Feature);
assert.equal(await feature.next(), 'F-0001');
assert.equal(feature.locks, app.get(LockService));
assert.equal(await app.get(LockService).withLock('both', () => feature.keyOfCurrentLock()), 'both');
assert.equal(feature.isOurs(new OptionsError('path', 'reason')), true);
await app.close();
console.log('import and require gave the same');
