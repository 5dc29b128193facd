// Run by plain Node as a process of its own: issues numbers through the built package and hands them to its parent.
import { NestFactory } from '@nestjs/core';
import { defineSeries, RedisSerialModule, SerialService } from 'nestjs-redis-serial';

const [url, keyPrefix, count] = process.argv.slice(2);
const series = defineSeries({ name: 'shared', pattern: '{seq:8}' });
const app = await NestFactory.createApplicationContext(
  RedisSerialModule.forRoot({ connection: url, keyPrefix }),
  {
    logger: false,
  },
);
const serials = app.get(SerialService);
const numbers = await Promise.all(Array.from({ length: Number(count) }, () => serials.next(series)));
await app.close();
process.send(numbers);
