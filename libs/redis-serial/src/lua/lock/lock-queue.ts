/**
 * Who waits for a lock: a sorted set of processes by the ticket of each one's first waiter (when it came, by the server's
 * clock in microseconds). Beside each process stands `#<process>`, whose score below 0 says what it wants and how many of
 * it wait: kinds are numbered (`w` 0, `r` 1, `p<n>` n), see `lineUp`. It goes when nobody has asked for a while, so that
 * dead processes leave nothing behind.
 *
 * Lua `grantWaiting(lock, queue)`: lets in whoever may go now, first come, first served. A process is told by a message on
 * its own channel, and holds the lock for a short time under `@<process>` until it claims it; one that nobody hears is
 * passed over.
 */
export const LOCK_QUEUE = /* lua */ `
  local FORGOTTEN_AFTER_MS = 10000
  local KINDS = 2097152

  local function numberOfKind(kind)
    return kind == 'w' and 0 or kind == 'r' and 1 or tonumber(string.sub(kind, 2))
  end

  local function kindOfNumber(number)
    return number == 0 and 'w' or number == 1 and 'r' or 'p' .. exact(number)
  end

  local function wantsOf(kind, waiting)
    return -1 - numberOfKind(kind) - KINDS * tonumber(waiting)
  end

  local function firstIn(queue)
    local first = redis.call('ZRANGEBYSCORE', queue, 0, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
    return first[1], tonumber(first[2])
  end

  local function contendedBy(queue)
    return redis.call('EXISTS', queue) == 1 and '1' or '0'
  end

  local function withdraw(queue, process)
    if redis.call('ZREM', queue, process, '#' .. process) > 0 and redis.call('EXISTS', queue) == 0 then
      redis.call('ZREM', queues, queue)
    end
  end

  local function lineUp(lock, queue, process, kind, ticket, waiting)
    redis.call('ZADD', queue, exact(ticket), process, exact(wantsOf(kind, waiting)), '#' .. process)
    redis.call('PEXPIRE', queue, FORGOTTEN_AFTER_MS)
    redis.call('ZREMRANGEBYSCORE', queues, '-inf', now)
    redis.call('ZADD', queues, exact(now + FORGOTTEN_AFTER_MS), queue)
    redis.call('PEXPIRE', queues, FORGOTTEN_AFTER_MS)
    local text = held(lock)
    if type(text) == 'string' and string.sub(text, 1, 1) == '0' then
      redis.call('SETRANGE', lock, 0, '1')
    end
  end

  -- Takes one process off, or lets it stand until it claims what it was granted: who is next there is not known before,
  -- and nobody who came later may go in meanwhile. A second time it is not waited for.
  local function beginGrant(queue, process, kind, waiting)
    if kind ~= 'w' and waiting > 1 then
      redis.call('ZADD', queue, exact(wantsOf(kind, 1)), '#' .. process)
    else
      withdraw(queue, process)
    end
  end

  local function grantWaiting(lock, queue)
    while true do
      local first = firstIn(queue)
      if not first or fenceOf(lock, '@' .. first) then
        return
      end
      local wants = -1 - tonumber(redis.call('ZSCORE', queue, '#' .. first) or '-1')
      local kind, waiting = kindOfNumber(wants % KINDS), math.floor(wants / KINDS)
      if not fits(lock, kind) then
        return
      end
      local heard = redis.call('PUBLISH', wakeChannel .. first, lock)
      if heard > 0 or not everyListenerIsHere then
        beginGrant(queue, first, kind, waiting)
        enter(lock, '@' .. first, kind, claimMs, first, contendedBy(queue), 0)
      else
        withdraw(queue, first)
      end
    end
  end
`;
