// Run by plain Node as a process of its own: issues numbers as fast as it can until it is told to stop, through
// whatever happens to Redis, and tells its parent which they were.
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { Redis } from 'ioredis';
import { defineSeries, RedisHighWaterStore, RedisSerialModule, SerialService } from 'nestjs-redis-serial';

const { connection, mode, durability, store: kept, callers } = JSON.parse(process.argv[2] ?? '{}');
const store =
  durability === 'highWater'
    ? new RedisHighWaterStore(new Redis(kept.url, { lazyConnect: true }), { keyPrefix: kept.keyPrefix })
    : undefined;
const Order = defineSeries({
  name: 'order',
  pattern: '{seq:12}',
  mode,
  durability: store ? { highWater: store } : durability,
});
const app = await NestFactory.createApplicationContext(
  RedisSerialModule.forRoot({ connection, commandTimeout: 1_000, series: [Order], doctor: 'off' }),
  { logger: false },
);
const serials = app.get(SerialService);

let values = [];
let over = false;
let failures = 0;
let struck = false;
let lastAt = 0;
let longestPauseMs = 0;

function note(text) {
  values.push(Number(text));
  const now = performance.now();
  if (struck && now - lastAt > longestPauseMs) longestPauseMs = now - lastAt;
  lastAt = now;
}

async function issue() {
  for (let count = 1; !over; count++) {
    try {
      note(await serials.next(Order));
    } catch {
      failures++;
      await pause(5);
    }
    // A buffered number is there at once: others must have their turn too.
    if (mode === 'buffered' && count % 50 === 0) await (count % 500 ? turn() : pause(1));
  }
}

function runs() {
  const sorted = Float64Array.from(values).sort();
  values = [];
  const found = [];
  for (const value of sorted) {
    const last = found.at(-1);
    if (last && value === last[1] + 1) last[1] = value;
    else found.push([value, value]);
  }
  return found;
}

const reporting = setInterval(() => process.send({ runs: runs() }), 50);
process.on('message', (message) => {
  if (message === 'strike') {
    struck = true;
    lastAt = performance.now();
  }
  if (message === 'stop') over = true;
});
process.on('disconnect', () => process.exit(1));

await Promise.all(Array.from({ length: callers }, issue));
clearInterval(reporting);
process.send({ runs: runs(), failures, longestPauseMs, done: true }, () => process.disconnect());
await app.close();
store?.close();
process.exit(0);
