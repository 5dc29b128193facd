/**
 * How a lock lies in Redis, and the Lua that reads and writes it. `micros` and `now` are the server's clock, `fences` the
 * key of the shard's last fence; see `LOCK_TURN`.
 *
 * Held by one (kind `w`): a string `<contended><token> <fence> <since> <process>`, expiring with the lease.
 * `since` is when it was taken, in microseconds; `contended` is 1 once another process waits, so that a holder who compares the whole text finds out.
 * Shared (kind `r`, readers, or `p<n>`, n permits): a hash of `:<token>` → `<leaseEnd> <fence> <since> <process>`,
 * `kind`, and `ends`, before which no lease in it ends.
 * A token `@<process>` is a grant that the process has not claimed yet; `=<token>` one given back before its time.
 *
 * A fence is higher than every one before, and the server's clock in microseconds where that is higher still: so it rises
 * also after Redis lost its data, or failed over to a server that had not seen the last one. See `LOCK_FENCES`.
 */
export const LOCK_STATE = /* lua */ `
  -- A table where the value is of another type; any other error, as of a slot that moves, is one.
  local function unlessFailed(reply)
    if type(reply) == 'table' and not string.find(reply.err, 'WRONGTYPE', 1, true) then
      error(reply)
    end
    return reply
  end

  -- The text of an exclusive holder, false for nobody, or a table for a lock that is shared.
  local function held(lock)
    return unlessFailed(redis.pcall('GET', lock))
  end

  -- Whether somebody holds it: nobody, and values of other programs, do not.
  local function isLock(lock)
    local text = held(lock)
    if type(text) == 'table' then
      return type(unlessFailed(redis.pcall('HGET', lock, 'kind'))) == 'string'
    end
    return text and string.match(text, '^[01]%S+ %d+ %d+ %S+$') and true or false
  end

  local function mustBeLock(lock)
    if not isLock(lock) then
      error('WRONGTYPE the value is no lock')
    end
  end

  local function startsWithToken(text, token)
    return string.sub(text, 2, #token + 2) == token .. ' '
  end

  local function dropEnded(lock)
    local ends = tonumber(redis.call('HGET', lock, 'ends') or '0')
    if ends > now then
      return
    end
    local fields, earliest = redis.call('HGETALL', lock), math.huge
    for i = 1, #fields, 2 do
      if string.sub(fields[i], 1, 1) == ':' then
        local leaseEnd = tonumber(string.match(fields[i + 1], '^%d+'))
        if leaseEnd <= now then
          redis.call('HDEL', lock, fields[i])
        else
          earliest = math.min(earliest, leaseEnd)
        end
      end
    end
    if earliest == math.huge then
      redis.call('DEL', lock)
    else
      redis.call('HSET', lock, 'ends', exact(earliest))
    end
  end

  -- Whether one of this kind may come in beside those who hold the lock now.
  local function fits(lock, kind)
    local text = held(lock)
    if not text then
      return true
    end
    mustBeLock(lock)
    if type(text) == 'string' then
      return false
    end
    dropEnded(lock)
    local present = redis.call('HGET', lock, 'kind')
    if present and present ~= kind then
      return false
    end
    return not present or kind == 'r' or redis.call('HLEN', lock) - 2 < tonumber(string.sub(kind, 2))
  end

  local function share(lock, token, kind, leaseMs, fence, since, process)
    local leaseEnd = now + tonumber(leaseMs)
    local ends = math.min(leaseEnd, tonumber(redis.call('HGET', lock, 'ends')) or leaseEnd)
    local holder = exact(leaseEnd) .. ' ' .. fence .. ' ' .. since .. ' ' .. process
    redis.call('HSET', lock, ':' .. token, holder, 'kind', kind, 'ends', exact(ends))
    if redis.call('PTTL', lock) < tonumber(leaseMs) then
      redis.call('PEXPIRE', lock, leaseMs)
    end
  end

  -- Lets a token in; what fits is the caller's to know. Answers its fence.
  local function enter(lock, token, kind, leaseMs, process, contended, further)
    local fence, since = nextFence(further), exact(micros)
    if kind == 'w' then
      local text = contended .. token .. ' ' .. fence .. ' ' .. since .. ' ' .. process
      redis.call('SET', lock, text, 'PX', leaseMs)
    else
      share(lock, token, kind, leaseMs, fence, since, process)
    end
    return fence
  end

  -- The fence of a token that holds the lock, or nil.
  local function fenceOf(lock, token)
    local text = held(lock)
    if type(text) == 'table' then
      local leaseEnd, fence = string.match(redis.call('HGET', lock, ':' .. token) or '', '^(%d+) (%d+)')
      return leaseEnd and tonumber(leaseEnd) > now and fence or nil
    end
    return text and startsWithToken(text, token) and string.match(text, '^%S+ (%d+)') or nil
  end

  -- For how many milliseconds the lease of a token goes on, which holds the lock.
  local function leaseLeft(lock, token)
    if type(held(lock)) ~= 'table' then
      return redis.call('PTTL', lock)
    end
    return tonumber(string.match(redis.call('HGET', lock, ':' .. token), '^%d+')) - now
  end

  -- Begins the lease of a token anew, which holds the lock.
  local function prolong(lock, token, leaseMs)
    if type(held(lock)) ~= 'table' then
      redis.call('PEXPIRE', lock, leaseMs)
      return
    end
    local _, fence, since, process = string.match(redis.call('HGET', lock, ':' .. token), '^(%d+) (%d+) (%d+) (.*)$')
    share(lock, token, redis.call('HGET', lock, 'kind'), leaseMs, fence, since, process)
  end

  -- Takes off a token that holds the lock.
  local function vacate(lock, token)
    if type(held(lock)) == 'table' then
      redis.call('HDEL', lock, ':' .. token)
      if redis.call('HLEN', lock) > 2 then
        return
      end
    end
    redis.call('DEL', lock)
  end

  -- Gives back a token that must stay on the lock for a while: nobody can use it any more.
  local function retire(lock, token, keepMs)
    local text = held(lock)
    if type(text) ~= 'table' then
      redis.call('SET', lock, string.sub(text, 1, 1) .. '=' .. string.sub(text, 2), 'PX', keepMs)
      return
    end
    local _, fence, since, process = string.match(redis.call('HGET', lock, ':' .. token), '^(%d+) (%d+) (%d+) (.*)$')
    redis.call('HDEL', lock, ':' .. token)
    share(lock, '=' .. token, redis.call('HGET', lock, 'kind'), keepMs, fence, since, process)
  end
`;
