/**
 * What may be asked of a lock; each is a function of the lock, its queue and the text of what it needs.
 *
 * - `take` token leaseMs asking: asks for the lock. Replies its fence and the ticket of the first who still waits (`-`:
 *   nobody); or `held <ms left>`. Asked again by the same token it answers its fence alone, with a fresh lease. `asking` is kind, waits, ticket, waiting, further, and kind and ticket of who
 *   is next in the process (`- -`: nobody): with `waits` 1 the
 *   process stands in the queue at its `ticket` (`-`: now) when it does not get it; `further` fences are kept back for
 *   those to whom the process hands the lock on itself. Who is next takes the place in the queue at once when a lock that
 *   is shared was given, so that nobody who came later goes in meanwhile.
 * - `pass` released token leaseMs asking: gives back and asks for somebody else at once. Replies `1 ` (it held the lock) or
 *   `0 ` and what `take` replies.
 * - `replace` released token fence: puts one holder in another's place within one process and lease, whoever waits. Replies 1,
 *   also when that was done before, or 0 (neither holds the lock).
 * - `give` token keepMs: gives back; it stays taken for keepMs if that is more than 0. Replies 1 or 0 (it held nothing).
 * - `extend` token leaseMs: begins the lease anew. Replies 1 or 0 (it holds nothing).
 * - `lengthen` token leaseMs: the same, unless the lease goes on for longer.
 * - `leave`: the process waits no longer. Replies 1.
 * - `force`: takes the lock off whoever holds it. Replies 1 or 0 (nobody held it).
 * - `raise` fence: every fence given from now on is higher. Replies 1.
 */
export const LOCK_TURNS = /* lua */ `
  local turns = {}

  local function dropClaim(lock)
    if fenceOf(lock, '@' .. process) then
      vacate(lock, '@' .. process)
    end
  end

  local function ask(lock, queue, asking)
    local token, leaseMs, kind, waits, ticket, waiting, further, nextKind, nextTicket =
      string.match(asking, '^(%S+) (%d+) (%S+) (%d) (%S+) (%d+) (%d+) (%S+) (%S+)$')
    waits = waits == '1'
    local fence = fenceOf(lock, token)
    if fence then
      prolong(lock, token, leaseMs)
      return fence
    end
    if waits then
      -- What was granted to the process is for the first who waits there now.
      withdraw(queue, process)
      dropClaim(lock)
    end
    local _, firstTicket = firstIn(queue)
    ticket = tonumber(ticket) or micros
    if (not firstTicket or ticket <= firstTicket) and fits(lock, kind) then
      fence = enter(lock, token, kind, leaseMs, process, firstTicket and '1' or '0', tonumber(further))
    elseif waits then
      lineUp(lock, queue, process, kind, ticket, waiting)
    end
    if not fence then
      grantWaiting(lock, queue)
      return 'held ' .. exact(math.max(0, redis.call('PTTL', lock)))
    elseif kind ~= 'w' then
      if nextKind ~= '-' then
        lineUp(lock, queue, process, nextKind, tonumber(nextTicket) or micros, waiting - 1)
      end
      grantWaiting(lock, queue)
    end
    return fence .. ' ' .. (firstTicket and exact(firstTicket) or '-')
  end

  function turns.take(lock, queue, asking)
    return ask(lock, queue, asking)
  end

  function turns.pass(lock, queue, needs)
    local released, asking = string.match(needs, '^(%S+) (.*)$')
    local given = fenceOf(lock, released)
    if given then
      vacate(lock, released)
    end
    return (given and '1 ' or '0 ') .. ask(lock, queue, asking)
  end

  function turns.replace(lock, queue, needs)
    local released, token, fence = string.match(needs, '^(%S+) (%S+) (%d+)$')
    if fenceOf(lock, token) then
      return '1'
    elseif not fenceOf(lock, released) then
      return '0'
    end
    local text = contendedBy(queue) .. token .. ' ' .. fence .. ' ' .. exact(micros) .. ' ' .. process
    redis.call('SET', lock, text, 'KEEPTTL')
    return '1'
  end

  function turns.give(lock, queue, needs)
    local token, keepMs = string.match(needs, '^(%S+) (%d+)$')
    if not fenceOf(lock, token) then
      return '0'
    elseif tonumber(keepMs) > 0 then
      retire(lock, token, keepMs)
    else
      vacate(lock, token)
      grantWaiting(lock, queue)
    end
    return '1'
  end

  function turns.extend(lock, _, needs)
    local token, leaseMs = string.match(needs, '^(%S+) (%d+)$')
    if not fenceOf(lock, token) then
      return '0'
    end
    prolong(lock, token, leaseMs)
    return '1'
  end

  function turns.lengthen(lock, queue, needs)
    local token, leaseMs = string.match(needs, '^(%S+) (%d+)$')
    local left = fenceOf(lock, token) and leaseLeft(lock, token)
    if left and left >= tonumber(leaseMs) then
      return '1'
    end
    return turns.extend(lock, queue, needs)
  end

  function turns.leave(lock, queue)
    withdraw(queue, process)
    dropClaim(lock)
    grantWaiting(lock, queue)
    return '1'
  end

  function turns.force(lock, queue)
    -- Whatever else lies there is not a lock, and stays.
    if not isLock(lock) then
      return '0'
    end
    redis.call('DEL', lock)
    grantWaiting(lock, queue)
    return '1'
  end

  function turns.raise(_, _, fence)
    raiseFences(tonumber(fence))
    return '1'
  end
`;
