import { createClient } from 'redis';
import { lock } from 'simple-redis-mutex';
import { LEASE_MS, type Locker } from './locker.js';

/** With its own polling, every 10 s, beside what it hears of releases. Its client is node-redis. */
export const SIMPLE_REDIS_MUTEX: Locker = {
  id: 'simple-redis-mutex',
  name: 'simple-redis-mutex',
  from: 'simple-redis-mutex',
  open: async (at) => {
    const client = createClient({ url: at.url, socket: { reconnectStrategy: false } });
    client.on('error', () => undefined);
    await client.connect();
    at.whenClosed(() => client.close());
    return (key) => lock(client, key, { timeout: LEASE_MS });
  },
};
