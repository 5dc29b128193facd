// Run by plain Node as a process of its own: issues numbers through the built package and hands them to its parent, as
// often as it is told to.
import { NestFactory } from '@nestjs/core';
import { defineSeries, RedisSerialModule, SerialService } from 'nestjs-redis-serial';

const { url, keyPrefix, clockOffMs } = JSON.parse(process.argv[2] ?? '{}');
if (clockOffMs) {
  const realNow = Date.now.bind(Date);
  Date.now = () => realNow() + clockOffMs;
}
const app = await NestFactory.createApplicationContext(
  RedisSerialModule.forRoot({ connection: url, keyPrefix }),
  { logger: false },
);
const serials = app.get(SerialService);
process.on('message', async ({ count, series: definition, options }) => {
  const series = defineSeries(definition);
  process.send(await Promise.all(Array.from({ length: count }, () => serials.next(series, options))));
});
process.on('disconnect', () => app.close());
