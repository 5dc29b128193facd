// Run by plain Node as a process of its own: an app whose requests hold locks, until SIGTERM.
import 'reflect-metadata';
import { once } from 'node:events';
import { Controller, Get, Inject, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LockService, RedisSerialModule } from 'nestjs-redis-serial';

const { url, keyPrefix, shutdownGrace, requests } = JSON.parse(process.argv[2] ?? '{}');

let arrived = 0;
const finished = new Promise((resolve) => {
  process.on('message', (word) => word === 'finish' && resolve());
});

class Shop {
  constructor(locks) {
    this.locks = locks;
  }

  // Works under a lock until it is told to finish, and tells whether it could.
  async work(key) {
    if (++arrived === requests) process.send?.('all here');
    return await this.locks.withLock(key, { wait: '1m' }, async ({ signal }) => {
      await Promise.race([finished, once(signal, 'abort')]);
      return signal.aborted ? 'told' : 'done';
    });
  }
}
const method = Object.getOwnPropertyDescriptor(Shop.prototype, 'work');
Controller()(Shop);
Inject(LockService)(Shop, undefined, 0);
Get('hold/:key')(Shop.prototype, 'work', method);
Param('key')(Shop.prototype, 'work', 0);

class AppModule {}
Reflect.defineMetadata('controllers', [Shop], AppModule);
Reflect.defineMetadata(
  'imports',
  [RedisSerialModule.forRoot({ connection: url, keyPrefix, shutdownGrace, doctor: 'off' })],
  AppModule,
);
const app = await NestFactory.create(AppModule, { logger: false });
app.enableShutdownHooks();
await app.listen(0, '127.0.0.1');
process.send?.(await app.getUrl());
process.channel?.unref();
