import { EXACT, SERVER_CLOCK } from '../../redis/lua-functions.js';
import { defineScript } from '../../redis/lua-script.js';
import { LOCK } from './lock-functions.js';

/** The fence of a lock that was taken, or for how much longer someone else's lease goes on. */
export type Acquisition =
  { readonly taken: true; readonly fence: number } | { readonly taken: false; readonly heldForMs: number };

/**
 * Takes the lock if nobody holds it; run again by the same token it answers as before, with a fresh lease.
 * One that finds it held is noted as waiting, for `waitMs`.
 *
 * The fence is the server's clock in microseconds, or one more than the last fence where that is higher: it rises also
 * after Redis lost its data or failed over to a server that had not seen the last fence.
 * Replies [1, fence] when it was taken, or [0, ms left of the holder's lease].
 */
export const acquireLock = defineScript<{
  keys: [lock: string, waiting: string];
  args: [token: string, owner: string, ttlMs: number, waitMs: number];
  reply: Acquisition;
}>({
  name: 'acquireLock',
  source:
    SERVER_CLOCK +
    EXACT +
    LOCK +
    /* lua */ `
    local key, waiting = KEYS[1], KEYS[2]
    local token, owner, ttl, waitMs = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

    local micros = serverMicros()
    local now = math.floor(micros / 1000)
    local holder, expiresAt = holderOf(key, now)
    if holder and holder ~= token then
      redis.call('ZREMRANGEBYSCORE', waiting, '-inf', exact(now))
      if waitMs > 0 then
        redis.call('ZADD', waiting, exact(now + waitMs), token)
        redis.call('PEXPIRE', waiting, exact(waitMs))
      end
      return { 0, exact(expiresAt - now) }
    end

    local fence = tonumber(redis.call('HGET', key, 'fence') or '0')
    if not holder then
      fence = math.max(fence + 1, micros)
      redis.call('HSET', key, 'token', token, 'owner', owner, 'fence', exact(fence), 'acquiredAt', exact(now))
    end
    redis.call('HSET', key, 'expiresAt', exact(now + ttl))
    keepFence(key, ttl)
    redis.call('ZREM', waiting, token)
    return { 1, exact(fence) }
  `,
  parse: (reply) => {
    const [taken, number] = reply as [number | string, string];
    return Number(taken) === 1
      ? { taken: true, fence: Number(number) }
      : { taken: false, heldForMs: Number(number) };
  },
});
