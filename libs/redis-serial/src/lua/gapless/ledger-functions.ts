/**
 * The numbers of one counter that are reserved, and what became of them:
 * - `pending`: a sorted set, when each reservation's lease ends, in ms since 1970;
 * - `reserved`: a hash, `<token> <instant of the text in ms>` for each, and behind it ` ~` where somebody else had it before
 *   and cancelled it, ` !` where somebody else let its lease run out; `?` once somebody was asked whether it is used. Where
 *   somebody else had it before, the record stays when it is confirmed;
 * - `free`: a sorted set of what was cancelled, lowest first, with the same `!`;
 * - `voided`: a hash, `<instant of the text> <when> <json>`;
 * - `confirmed`: one bit for each;
 * - `lost`: a sorted set of `<first>:<last>`, of which Redis lost what became of them, and when to ask for it.
 * In the counter's hash: `accounted`, the highest number that is in any of these; `ledgerRun`, the server's incarnation
 * that wrote last.
 */
export type LedgerKeys = [
  counter: string,
  pending: string,
  reserved: string,
  free: string,
  voided: string,
  confirmed: string,
  lost: string,
];

/** What all scripts on a ledger are told first. */
export type LedgerArgs = [start: number, step: number, expiresAt: number | 'never'];

/** Lua for all that is done with a ledger; wants `EXACT` before it. Times are in ms. */
export const LEDGER = /* lua */ `
  local counter, pending, reserved, free = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
  local voided, confirmed, lost = KEYS[5], KEYS[6], KEYS[7]
  local start, step, expiresAt = ARGV[1] + 0, ARGV[2] + 0, ARGV[3]

  local function keep(key)
    if expiresAt ~= 'never' then
      redis.call('PEXPIREAT', key, expiresAt)
    end
  end

  local function serverNow()
    local time = redis.call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000), time
  end

  local function bitOf(value)
    return exact((value - start) / step)
  end

  local function isConfirmed(value)
    return redis.call('GETBIT', confirmed, bitOf(value)) == 1
  end

  -- The token, the instant of its text, '~' or '!' where somebody else had it before, and '?' where somebody was asked.
  local function reservation(value)
    local record = redis.call('HGET', reserved, value)
    if record then
      return string.match(record, '^(%S+) (%S+) ?([~!]?)(%??)$')
    end
  end

  local function write(value, token, textAt, marks)
    redis.call('HSET', reserved, value, token .. ' ' .. textAt .. (marks == '' and '' or ' ' .. marks))
    keep(reserved)
  end

  local function isLost(value)
    for _, range in ipairs(redis.call('ZRANGE', lost, 0, -1)) do
      local first, last = string.match(range, '^(%d+):(%d+)$')
      if value + 0 >= first + 0 and value + 0 <= last + 0 then
        return true
      end
    end
    return false
  end

  local function isFree(value)
    return redis.call('ZSCORE', free, value) or redis.call('ZSCORE', free, value .. '!')
  end

  -- Of a number that was given twice in its life, the token says by which of the two it is confirmed.
  local function forget(value, before)
    redis.call('ZREM', pending, value)
    if before == '' then
      redis.call('HDEL', reserved, value)
    end
  end

  local function confirm(value, before)
    forget(value, before)
    redis.call('SETBIT', confirmed, bitOf(value), 1)
    keep(confirmed)
  end

  local function void(value, textAt, now, record)
    forget(value, '')
    redis.call('HSET', voided, value, textAt .. ' ' .. exact(now) .. ' ' .. record)
    keep(voided)
  end

  local function release(value, mark)
    forget(value, '')
    redis.call('ZADD', free, value, value .. mark)
    keep(free)
  end

  local function reserve(value, token, textAt, marks, ends)
    redis.call('ZADD', pending, exact(ends), value)
    keep(pending)
    write(value, token, textAt, marks)
  end

  -- Whoever is asked may void it before the answer comes back: from here on nobody else may be given it.
  local function asked(value)
    local token, textAt, before = reservation(value)
    write(value, token, textAt, before .. '?')
  end

  local function lose(first, last, at)
    redis.call('ZADD', lost, exact(at), exact(first) .. ':' .. exact(last))
    keep(lost)
  end

  -- What the counter has jumped over is lost.
  local function accountUpTo(last, base, at)
    local stands = redis.call('HMGET', counter, 'accounted', 'floor')
    local accounted = math.max(stands[1] or base, stands[2] or base)
    local first = start + math.max(0, math.floor((accounted - start) / step) + 1) * step
    if first <= last then
      lose(first, last, at)
      redis.call('HSET', counter, 'accounted', exact(last))
    end
  end
`;

/**
 * Lua `sweep(now, asks, lossAsks, textAt, record, lossRecord, grace, most)`: takes up to so many numbers whose leases ran
 * out, or of which Redis lost what became of them. Where somebody is to be asked about them, answers `<value> <token>
 * <instant>` for each, and sees to it that nobody else is asked for a while: as long as a lease, 1 to 30 s; else voids
 * them. Answers also how many it took.
 */
export const SWEEP = /* lua */ `
  local function sweepOverdue(now, asks, why, askAgainAt, most, overdue)
    for _, value in ipairs(redis.call('ZRANGEBYSCORE', pending, '-inf', exact(now), 'LIMIT', 0, most)) do
      local token, textAt = reservation(value)
      if not token then
        redis.call('ZREM', pending, value)
      elseif asks then
        redis.call('ZADD', pending, exact(askAgainAt), value)
        asked(value)
        table.insert(overdue, value .. ' ' .. token .. ' ' .. textAt)
      else
        void(value, textAt, now, why)
      end
      most = most - 1
    end
    return most
  end

  local function sweepLost(now, asks, textAt, why, askAgainAt, most, overdue)
    local range = redis.call('ZRANGEBYSCORE', lost, '-inf', exact(now), 'LIMIT', 0, 1)[1]
    if not range then
      return most
    end
    local first, last = string.match(range, '^(%d+):(%d+)$')
    redis.call('ZREM', lost, range)
    local upTo = math.min(last, first + (most - 1) * step)
    if upTo < last + 0 then
      lose(upTo + step, last, now)
    end
    for number = first, upTo, step do
      local value = exact(number)
      if not (isConfirmed(value) or redis.call('HEXISTS', voided, value) == 1 or reservation(value)) then
        if asks then
          reserve(value, 'lost', textAt, '?', askAgainAt)
          table.insert(overdue, value .. ' lost ' .. textAt)
        else
          void(value, textAt, now, why)
        end
      end
      most = most - 1
    end
    return most
  end

  local function sweep(now, asks, lossAsks, textAt, record, lossRecord, grace, most)
    local overdue = {}
    local askAgainAt = now + math.min(30000, math.max(1000, grace))
    local left = sweepOverdue(now, asks, record, askAgainAt, most, overdue)
    if left > 0 then
      left = sweepLost(now, lossAsks, textAt, lossRecord, askAgainAt, left, overdue)
    end
    return overdue, most - left
  end
`;
