// Run by plain Node as a process of its own: issues numbers as fast as it can until it is told to stop, through
// whatever happens to Redis, and tells its parent which they were.
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { Redis } from 'ioredis';
import { defineSeries, RedisHighWaterStore, RedisSerialModule, SerialService } from 'nestjs-redis-serial';
import { GivenNumbers } from './given-numbers.mjs';

const { connection, mode, durability, store: kept, work, struckAt } = JSON.parse(process.argv[2] ?? '{}');
const { callers = 8, counters, series = {}, pace = 'fast' } = work;
const store =
  durability === 'highWater'
    ? new RedisHighWaterStore(new Redis(kept.url, { lazyConnect: true }), { keyPrefix: kept.keyPrefix })
    : undefined;
const Order = defineSeries({
  name: 'order',
  pattern: counters === undefined ? '{seq:12}' : '{shop}-{seq:12}',
  mode,
  durability: store ? { highWater: store } : durability,
  ...series,
});
const app = await NestFactory.createApplicationContext(
  RedisSerialModule.forRoot({ connection, commandTimeout: 1_000, series: [Order], doctor: 'off' }),
  { logger: false },
);
const serials = app.get(SerialService);

const given = new GivenNumbers(struckAt);
let over = false;
let failures = 0;
let calls = 0;

/** Waits as the pace wants it: 'slow', or 'rising' from slow to as fast as it goes, in two seconds. */
async function keepPace() {
  if (pace === 'slow') await pause(20);
  if (pace === 'rising') {
    const restMs = 40 * 0.5 ** ((performance.now() - startedAt) / 250);
    if (restMs >= 0.5) await pause(restMs);
  }
  // A buffered number is there at once: others must have their turn too.
  if (mode === 'buffered' && ++calls % 50 === 0) await (calls % 500 ? turn() : pause(1));
}

async function issueOne(index) {
  const options = counters === undefined ? {} : { scope: { shop: String(index % counters) } };
  try {
    given.note([await serials.next(Order, options)]);
    return true;
  } catch (error) {
    failures++;
    if (error.code !== 'SERIES_CHANGED') return false;
    // Who is refused issues nothing.
    process.send({ runs: given.runs(), refused: true });
    over = true;
    return false;
  }
}

let next = 0;
async function issue() {
  while (!over) {
    if (!(await issueOne(next++))) await pause(5);
    await keepPace();
  }
}

/** Takes a number of each counter, a thousand at a time. */
async function touchAll() {
  for (let from = 0; from < counters; from += 1_000) {
    await Promise.all(
      Array.from({ length: Math.min(1_000, counters - from) }, (_, index) => issueOne(from + index)),
    );
  }
}

const deeds = {
  strike: () => given.struck(),
  stop: () => (over = true),
  begin: () => begin(),
  // The event loop hears nothing meanwhile.
  block: ({ ms }) => {
    for (const until = performance.now() + ms; performance.now() < until;);
  },
  burst: async ({ count }) => {
    given.note(await serials.nextMany(Order, count));
    process.send({ runs: given.runs(), burst: true });
  },
};
process.on('message', (message) => void deeds[message.deed](message));
process.on('disconnect', () => process.exit(1));

let startedAt = performance.now();
let begin;
const begun = new Promise((resolve) => (begin = resolve));

// Who is to be idle has started when it is so.
if (pace === 'idle') await touchAll();
const reporting = setInterval(() => process.send({ runs: given.runs() }), 50);
if (pace === 'idle') {
  while (!over) await pause(20);
} else if (pace === 'waiting') {
  await issueOne(0);
  await Promise.race([
    begun,
    (async () => {
      while (!over) await pause(20);
    })(),
  ]);
}
startedAt = performance.now();
await Promise.all(Array.from({ length: callers }, issue));
clearInterval(reporting);
// Who has told that it is done has closed its app.
await app.close();
store?.close();
const { longestPauseMs } = given;
process.send({ runs: given.runs(), failures, longestPauseMs, done: true }, () => process.exit(0));
