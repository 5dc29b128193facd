import { EXACT, SERVER_CLOCK } from '../../redis/lua-functions.js';
import { defineScript } from '../../redis/lua-script.js';
import { LOCK } from './lock-functions.js';

/** Begins the lease anew if this token still holds the lock. Replies 1 (extended) or 0 (not its holder any more). */
export const extendLock = defineScript<{
  keys: [lock: string];
  args: [token: string, ttlMs: number];
  reply: boolean;
}>({
  name: 'extendLock',
  source:
    SERVER_CLOCK +
    EXACT +
    LOCK +
    /* lua */ `
    local now, ttl = serverMs(), tonumber(ARGV[2])
    if holderOf(KEYS[1], now) ~= ARGV[1] then
      return 0
    end
    redis.call('HSET', KEYS[1], 'expiresAt', exact(now + ttl))
    keepFence(KEYS[1], ttl)
    return 1
  `,
  parse: (reply) => Number(reply) === 1,
});
