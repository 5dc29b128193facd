import { Mutex } from 'redis-semaphore';
import { LEASE_MS, type Locker } from './locker.js';

/** With its own pauses of 10 ms, its renewal, and its own limit of 10 s on waiting. */
export const REDIS_SEMAPHORE: Locker = {
  id: 'redis-semaphore',
  name: 'redis-semaphore',
  from: 'redis-semaphore',
  open: async (at) => {
    const client = await at.client();
    return async (key) => {
      const mutex = new Mutex(client, key, { lockTimeout: LEASE_MS });
      await mutex.acquire();
      return () => mutex.release();
    };
  },
};
