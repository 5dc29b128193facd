/**
 * A lock is a hash: `token` and `owner` of its holder, `fence`, `acquiredAt` and `expiresAt` in the server's ms. When
 * it is given back the fence stays for a day, so that it goes on rising.
 *
 * Lua `holderOf(key, now)`: the token that holds the lock now, or nil, and when its lease ends.
 * Lua `keepFence(key, ttl)`: lets the hash outlive a lease by that day.
 * Lua `vacate(key)`: takes the holder off.
 */
export const LOCK = /* lua */ `
  local FENCE_KEPT_MS = 24 * 60 * 60 * 1000

  local function holderOf(key, now)
    local held = redis.call('HMGET', key, 'token', 'expiresAt')
    if held[1] and tonumber(held[2]) > now then
      return held[1], tonumber(held[2])
    end
    return nil, now
  end

  local function keepFence(key, ttl)
    redis.call('PEXPIRE', key, exact(ttl + FENCE_KEPT_MS))
  end

  local function vacate(key)
    redis.call('HDEL', key, 'token', 'owner', 'acquiredAt', 'expiresAt')
    keepFence(key, 0)
  end
`;
