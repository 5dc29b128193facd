import { LEASE_MS, type Locker } from './locker.js';

/** This project's locks, with their fences and their renewal. */
export const LOCK_SERVICE: Locker = {
  id: 'ours',
  name: 'LockService',
  ours: true,
  open: async (at) => {
    const locks = await at.locks();
    return async (key) => {
      const lock = await locks.acquire(key, { ttl: LEASE_MS, wait: Infinity });
      return () => lock.release();
    };
  },
};
