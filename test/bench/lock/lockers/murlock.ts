import { MurLockModule, MurLockService } from 'murlock';
import { LEASE_MS, type Locker, type Release } from './locker.js';

/** Between its tries; the 1,000 ms of its examples would have 50 workers wait for most of a minute. */
const WAIT_MS = 50;

/** In its blocking mode, without which most waiters would give up. It only runs work under a lock. */
export const MURLOCK: Locker = {
  id: 'murlock',
  name: 'murlock',
  from: 'murlock',
  open: async (at) => {
    const module = MurLockModule.forRoot({
      redisOptions: { url: at.url },
      wait: WAIT_MS,
      maxAttempts: 3,
      logLevel: 'none',
      blocking: true,
    });
    const locks = (await at.app(module)).get(MurLockService);
    return (key) =>
      new Promise<Release>((granted, failed) => {
        const work = locks.runWithLock(key, LEASE_MS, () => {
          return new Promise<void>((end) => {
            granted(() => {
              end();
              return work;
            });
          });
        });
        work.catch(failed);
      });
  },
};
