import { EXACT, SERVER_CLOCK } from '../../redis/lua-functions.js';
import { defineScript } from '../../redis/lua-script.js';
import { LOCK } from './lock-functions.js';

/** Gives the lock back if this token holds it, and takes the token off those who wait. Replies 1 (given back) or 0. */
export const releaseLock = defineScript<{
  keys: [lock: string, waiting: string];
  args: [token: string];
  reply: boolean;
}>({
  name: 'releaseLock',
  source:
    SERVER_CLOCK +
    EXACT +
    LOCK +
    /* lua */ `
    redis.call('ZREM', KEYS[2], ARGV[1])
    if holderOf(KEYS[1], serverMs()) ~= ARGV[1] then
      return 0
    end
    vacate(KEYS[1])
    return 1
  `,
  parse: (reply) => Number(reply) === 1,
});
