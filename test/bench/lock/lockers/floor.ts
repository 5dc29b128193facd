import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { LEASE_MS, type Locker, type Take } from './locker.js';

const RELEASE = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  return redis.call('DEL', KEYS[1])
`;

/** The least that a correct lock must do, written by hand; it polls every 10 to 20 ms. */
export const FLOOR: Locker = {
  id: 'floor',
  name: 'SET NX PX + script',
  open: async (at) => byHand(await at.client()),
};

/** The same over a connection that joins what is sent in one turn of the event loop. */
export const PIPELINED_FLOOR: Locker = {
  id: 'pipelined-floor',
  name: 'SET NX PX + script, auto-pipelined',
  open: async (at) => byHand(await at.client({ enableAutoPipelining: true })),
};

async function byHand(client: Redis): Promise<Take> {
  const digest = String(await client.script('LOAD', RELEASE));
  return async (key) => {
    const token = randomUUID();
    while ((await client.set(key, token, 'PX', LEASE_MS, 'NX')) === null) {
      await pause(10 + Math.random() * 10);
    }
    return () => client.evalsha(digest, 1, key, token);
  };
}
