// Run by plain Node as a process of its own: takes locks at random and writes down what happens, line by line, so that
// what was written stays when the process is killed.
import { randomUUID } from 'node:crypto';
import { openSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { Redis } from 'ioredis';
import { LockService, RedisSerialModule } from 'nestjs-redis-serial';

const { url, keyPrefix, file, workers, keys, kinds, ttl, isBroken, wait } = JSON.parse(
  process.argv[2] ?? '{}',
);
const history = openSync(file, 'a');
const micros = () => Number(process.hrtime.bigint() / 1000n);
const oneOf = (list) => list[Math.floor(Math.random() * list.length)];

let isOver = false;
const told = (word) =>
  new Promise((resolve) => process.on('message', (message) => message === word && resolve()));
void told('end').then(() => {
  isOver = true;
});

const module = RedisSerialModule.forRoot({ connection: url, keyPrefix });
const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
const locks = isBroken ? brokenLocks() : app.get(LockService);

async function work() {
  const key = oneOf(keys);
  const kind = oneOf(kinds);
  const call = randomUUID();
  const write = (event, at, rest = {}) => {
    writeSync(history, `${JSON.stringify({ event, at, key, call, kind, ...rest })}\n`);
  };
  // The time is read before the signal is: a process may be stopped between the two.
  const believe = (event, lock) => {
    const at = micros();
    if (lock.signal.aborted) write('lost', at);
    else write(event, at, { fence: lock.fence });
    return !lock.signal.aborted;
  };
  write('asks', micros());
  try {
    const lock = await locks.acquire(key, {
      ttl,
      wait,
      ...(kind === 'r' && { mode: 'read' }),
      ...(kind > 1 && { permits: kind }),
    });
    let isHeld = believe('took', lock);
    for (let n = Math.floor(Math.random() * 4); n > 0 && isHeld; n--) {
      await pause(Math.random() * 4);
      isHeld = believe('holds', lock);
    }
    if (isHeld) believe('gives', lock);
    write('gave', micros(), { released: await lock.release() });
  } catch (error) {
    write('gaveUp', micros(), { code: error.code ?? String(error) });
    await pause(20);
  }
}

// What many write by hand: taken without a token, given back without a look, never lost by what it knows.
function brokenLocks() {
  const client = new Redis(url);
  const signal = new AbortController().signal;
  return {
    async acquire(key) {
      while (!(await client.set(key, '1', 'PX', 5, 'NX'))) await pause(1);
      return { fence: micros(), signal, release: async () => (await client.del(key)) === 1 };
    },
  };
}

// Nobody can say who came first before it has reached Redis for the first time.
if (!isBroken) for (let n = 0; n < 5; n++) await locks.withLock(`warm ${process.pid}`, () => undefined);
const go = told('go');
process.send('ready');
await go;
const loops = Array.from({ length: workers }, async () => {
  while (!isOver) {
    await work();
    if (Math.random() < 0.2) await pause(Math.random() * 5);
  }
});
await Promise.all(loops);
await app.close();
process.send('done');
process.exit(0);
