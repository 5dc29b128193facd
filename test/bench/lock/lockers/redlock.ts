import Redlock from 'redlock';
import { LEASE_MS, type Locker } from './locker.js';

/** With the pauses of its README; after 10 tries, as there, most waiters would have given up. */
export const REDLOCK: Locker = {
  id: 'redlock',
  name: 'redlock',
  from: 'redlock',
  open: async (at) => {
    const redlock = new Redlock([await at.client()], { retryCount: -1, retryDelay: 200, retryJitter: 200 });
    // It tells of every lock that is taken as an error, which would end the process if nobody listened.
    redlock.on('error', () => undefined);
    return async (key) => {
      const lock = await redlock.acquire([key], LEASE_MS);
      return () => lock.release();
    };
  },
};
