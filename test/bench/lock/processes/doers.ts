import { now } from '../../clock.js';
import type { Connections } from '../../connections.js';
import { work } from '../contention/work.js';
import { lockerOf } from '../lockers/all-lockers.js';
import { openLocker } from '../lockers/open-locker.js';
import type { Doers } from './tasks.js';

/** What a process with these connections does. */
export function doersWith(connections: Connections): Doers {
  const asked = new Map<string, Promise<number>>();
  return {
    work: async ({ locker, ...told }) => work(await openLocker(connections, lockerOf(locker)), told),
    ask: async ({ locker, key }) => {
      const take = await openLocker(connections, lockerOf(locker));
      const grantedAt = take(key).then(async (release) => {
        const at = now();
        await release();
        return at;
      });
      // Whoever asks for the answer hears of a failure.
      grantedAt.catch(() => undefined);
      asked.set(key, grantedAt);
      return null;
    },
    granted: async ({ key }) => {
      const grantedAt = asked.get(key);
      if (!grantedAt) throw new Error(`Nobody asked for ${key}`);
      return await grantedAt;
    },
  };
}
