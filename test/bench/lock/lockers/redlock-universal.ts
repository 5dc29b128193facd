import { createLock, IoredisAdapter } from 'redlock-universal';
import { LEASE_MS, type Locker } from './locker.js';

/** About as long as a minute at its own pauses of 100 ms: after its own 3 retries most waiters would have given up. */
const RETRIES = 600;

/** In its standard mode, with its own pauses. */
export const REDLOCK_UNIVERSAL: Locker = {
  id: 'redlock-universal',
  name: 'redlock-universal',
  from: 'redlock-universal',
  open: async (at) => {
    const adapter = new IoredisAdapter(await at.client());
    return async (key) => {
      const lock = createLock({ adapter, key, ttl: LEASE_MS, retryAttempts: RETRIES });
      const handle = await lock.acquire();
      return () => lock.release(handle);
    };
  },
};
