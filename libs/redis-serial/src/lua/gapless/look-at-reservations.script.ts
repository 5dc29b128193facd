import { definePositional } from '../positional.js';
import type { LedgerKeys } from './ledger-functions.js';

/** How many numbers are reserved, how many are free again, and the lowest of these. */
export interface LedgerState {
  readonly pending: number;
  readonly free: number;
  readonly lowestFree: number | undefined;
}

/** Looks at a ledger without changing it. */
export const lookAtReservations = definePositional<{ keys: LedgerKeys; args: []; reply: LedgerState }>({
  name: 'lookAtReservations',
  source: /* lua */ `
    local pending, free = KEYS[2], KEYS[4]
    local lowest = redis.call('ZRANGE', free, 0, 0, 'WITHSCORES')[2]
    return { redis.call('ZCARD', pending), redis.call('ZCARD', free), lowest or '' }
  `,
  parse: (reply) => {
    const [pending, free, lowest] = reply as [number, number, string];
    return { pending, free, lowestFree: lowest === '' ? undefined : Number(lowest) };
  },
});
