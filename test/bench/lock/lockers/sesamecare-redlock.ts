import { Redlock } from '@sesamecare-oss/redlock';
import { LEASE_MS, type Locker } from './locker.js';

/** With the pauses of its README, and as many tries as it takes. */
export const SESAMECARE_REDLOCK: Locker = {
  id: 'sesamecare-redlock',
  name: '@sesamecare-oss/redlock',
  from: '@sesamecare-oss/redlock',
  open: async (at) => {
    const redlock = new Redlock([await at.client()], { retryCount: -1, retryDelay: 200, retryJitter: 200 });
    redlock.on('error', () => undefined);
    return async (key) => {
      const lock = await redlock.acquire([key], LEASE_MS);
      return () => lock.release();
    };
  },
};
