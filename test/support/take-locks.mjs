// A process that takes locks as it is told over IPC: { id, call, key, options } → { id, lock } or { id, error }.
import { NestFactory } from '@nestjs/core';
import { LockService, RedisSerialModule } from 'nestjs-redis-serial';

const { url, keyPrefix, lock } = JSON.parse(process.argv[2] ?? '{}');
const module = RedisSerialModule.forRoot({ connection: url, keyPrefix, lock });
const app = await NestFactory.createApplicationContext(module, { logger: false });
const locks = app.get(LockService);
const held = new Map();

const calls = {
  async acquire({ key, options }) {
    const taken = await locks.acquire(key, options);
    held.set(taken.token, taken);
    return { token: taken.token, fence: taken.fence };
  },
  async release({ token }) {
    return await held.get(token).release();
  },
  async aborted({ token }) {
    return held.get(token).signal.aborted;
  },
};

process.on('message', async (call) => {
  try {
    process.send({ id: call.id, result: await calls[call.name](call) });
  } catch (error) {
    process.send({ id: call.id, error: { code: error.code, message: error.message } });
  }
});
process.send({ id: 0 });
