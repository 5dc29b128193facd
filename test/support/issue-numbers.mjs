// Run by plain Node as a process of its own: issues numbers through the built package and hands them to its parent.
import { NestFactory } from '@nestjs/core';
import { defineSeries, RedisSerialModule, SerialService } from 'nestjs-redis-serial';

const {
  url,
  keyPrefix,
  count,
  series: definition,
  options,
  clockOffMs,
} = JSON.parse(process.argv[2] ?? '{}');
if (clockOffMs) {
  const realNow = Date.now.bind(Date);
  Date.now = () => realNow() + clockOffMs;
}
const series = defineSeries(definition);
const app = await NestFactory.createApplicationContext(
  RedisSerialModule.forRoot({ connection: url, keyPrefix }),
  { logger: false },
);
const serials = app.get(SerialService);
const numbers = await Promise.all(Array.from({ length: count }, () => serials.next(series, options)));
await app.close();
process.send?.(numbers);
