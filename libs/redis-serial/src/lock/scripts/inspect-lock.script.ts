import { EXACT, SERVER_CLOCK } from '../../redis/lua-functions.js';
import { defineScript } from '../../redis/lua-script.js';
import { LOCK } from './lock-functions.js';

/** Who holds a lock. */
export interface LockHolder {
  readonly token: string;
  /** Host and process that took it, as `host:pid`. */
  readonly owner: string;
  readonly fence: number;
  /** By the Redis server's clock, in milliseconds since 1970. */
  readonly acquiredAt: number;
  /** How long its lease goes on if nobody renews it, in milliseconds. */
  readonly expiresIn: number;
}

/** A lock that somebody holds. */
export interface LockState {
  readonly mode: 'write';
  readonly holders: readonly LockHolder[];
  /** How many wait for it. */
  readonly waiting: number;
}

/** Replies [] for a lock that nobody holds, else [token, owner, fence, acquiredAt, ms left, number of waiters]. */
export const inspectLock = defineScript<{
  keys: [lock: string, waiting: string];
  args: [];
  reply: LockState | null;
}>({
  name: 'inspectLock',
  source:
    SERVER_CLOCK +
    EXACT +
    LOCK +
    /* lua */ `
    local now = serverMs()
    local token, expiresAt = holderOf(KEYS[1], now)
    if not token then
      return {}
    end
    local held = redis.call('HMGET', KEYS[1], 'owner', 'fence', 'acquiredAt')
    local waiting = redis.call('ZCOUNT', KEYS[2], '(' .. exact(now), '+inf')
    return { token, held[1], held[2], held[3], exact(expiresAt - now), waiting }
  `,
  parse: (reply) => {
    const [token, owner, fence, acquiredAt, expiresIn, waiting] = reply as [string?, ...string[]];
    if (token === undefined || owner === undefined) return null;
    const times = { fence: Number(fence), acquiredAt: Number(acquiredAt), expiresIn: Number(expiresIn) };
    return { mode: 'write', holders: [{ token, owner, ...times }], waiting: Number(waiting) };
  },
});
