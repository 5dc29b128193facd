// A process that puts a load on a Redis through the built package, and tells its parent every moment what it was given.
import { NestFactory } from '@nestjs/core';
import { Redis } from 'ioredis';
import {
  defineSeries,
  LockService,
  RedisHighWaterStore,
  RedisSerialModule,
  SerialService,
} from 'nestjs-redis-serial';
import { startLoad } from './load.mjs';

const { options, series: definitions, plan, highWaterUrl } = JSON.parse(process.argv[2] ?? '{}');
const second = highWaterUrl && new Redis(highWaterUrl, { lazyConnect: true });
const durability = second ? { highWater: new RedisHighWaterStore(second) } : options.durability;
const series = definitions.map(defineSeries);
const module = RedisSerialModule.forRoot({ ...options, ...(durability && { durability }) });
const app = await NestFactory.createApplicationContext(module, { logger: false });
const load = startLoad({ serials: app.get(SerialService), locks: app.get(LockService) }, series, plan);

const report = () => {
  const given = Object.fromEntries(
    Object.entries(load.given).map(([name, texts]) => [name, texts.splice(0)]),
  );
  process.send?.({ given, holds: load.holds.splice(0), errors: load.errors.splice(0) });
};
const reporting = setInterval(report, 50);

process.on('disconnect', () => process.exit(1));
process.once('message', async () => {
  await load.stop();
  clearInterval(reporting);
  await app.close();
  report();
  process.send?.('done', () => process.exit(0));
});
