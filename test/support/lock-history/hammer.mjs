// Run by plain Node as a process of its own: takes locks at random and writes down what happens, line by line, so that
// what was written stays when the process is killed. It works from 'go' until 'rest'.
import { randomUUID } from 'node:crypto';
import { openSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { Redis } from 'ioredis';
import { LockService, RedisSerialModule } from 'nestjs-redis-serial';

const {
  url,
  keyPrefix,
  file,
  workers,
  locks: kindsOf,
  ttl,
  isBroken,
  wait,
} = JSON.parse(process.argv[2] ?? '{}');
const history = openSync(file, 'a');
const micros = () => Number(process.hrtime.bigint() / 1000n);
const oneOf = (list) => list[Math.floor(Math.random() * list.length)];
const write = (event) => writeSync(history, `${JSON.stringify(event)}\n`);

let isGoing = false;

const module = RedisSerialModule.forRoot({ connection: url, keyPrefix });
const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
const client = new Redis(url);
// It breaks often here; whoever uses it hears of that.
client.on('error', () => undefined);
const locks = isBroken ? brokenLocks() : app.get(LockService);

async function work() {
  const key = oneOf(Object.keys(kindsOf));
  const kind = oneOf(kindsOf[key]);
  const call = randomUUID();
  const note = (event, at, rest = {}) => {
    write({ event, at, key, call, kind, ...rest });
  };
  // The time is read before the signal is: a process may be stopped between the two.
  const believe = (event, lock) => {
    const at = micros();
    if (lock.signal.aborted) note('lost', at);
    else note(event, at, { fence: lock.fence });
    return !lock.signal.aborted;
  };
  note('asks', micros());
  try {
    const taking = locks.acquire(key, {
      ttl,
      wait,
      ...(kind === 'r' && { mode: 'read' }),
      ...(kind > 1 && { permits: kind }),
    });
    note('waits', micros());
    const lock = await taking;
    let isHeld = believe('took', lock);
    process.send({ took: key });
    for (let n = Math.floor(Math.random() * 4); n > 0 && isHeld; n--) {
      await pause(Math.random() * 4);
      isHeld = believe('holds', lock);
    }
    if (isHeld) believe('gives', lock);
    note('gave', micros(), { released: await lock.release() });
  } catch (error) {
    note('gaveUp', micros(), { code: error.code ?? String(error) });
    await pause(20);
  }
}

// How late a process may hear of what happened long ago: its own answers are as late, whatever keeps the machine busy.
async function measureTrips() {
  let slowest = 0;
  while (isGoing) {
    const at = micros();
    await client.ping().catch(() => undefined);
    const took = micros() - at;
    if (took > slowest) {
      slowest = took;
      write({ event: 'trip', at, key: '', call: '', kind: 'w', took });
    }
    await pause(2);
  }
}

// What many write by hand: taken without a token, given back without a look, never lost by what it knows.
function brokenLocks() {
  const signal = new AbortController().signal;
  return {
    async acquire(key) {
      while (!(await client.set(key, '1', 'PX', 5, 'NX'))) await pause(1);
      return { fence: micros(), signal, release: async () => (await client.del(key)) === 1 };
    },
  };
}

async function go() {
  const loops = Array.from({ length: workers }, async () => {
    while (isGoing) {
      await work();
      if (Math.random() < 0.2) await pause(Math.random() * 5);
    }
  });
  await Promise.all([...loops, measureTrips()]);
  process.send('resting');
}

// Nobody can say who came first before it has reached Redis for the first time.
if (!isBroken) for (let n = 0; n < 5; n++) await locks.withLock(`warm ${process.pid}`, () => undefined);
process.on('message', (word) => {
  isGoing = word === 'go';
  if (isGoing) void go();
});
process.on('disconnect', () => process.exit(1));
process.send('ready');
