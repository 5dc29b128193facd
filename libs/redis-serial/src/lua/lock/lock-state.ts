import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';
import {
  exclusiveFence,
  isExclusiveHolder,
  isHeldBy,
  leaseEndOf,
  readSharedHolder,
} from './holder.record.js';
import { lockTime } from './lock-time.js';

/**
 * A lock is a string while one holds it (kind `w`), and a hash while it is shared: the holders under `:<token>`, `kind`
 * (`r` for readers, `p<n>` for n permits), and `ends`, before which no lease in it ends. See `Holder`.
 *
 * Lua `held(lock)`: the text of an exclusive holder, false for nobody, or a table for a lock that is shared.
 */
export const held = defineFragment({
  source: /* lua */ `
    -- A table where the value is of another type; any other error, as of a slot that moves, is one.
    local function unlessFailed(reply)
      if type(reply) == 'table' and not string.find(reply.err, 'WRONGTYPE', 1, true) then
        error(reply)
      end
      return reply
    end

    local function held(lock)
      return unlessFailed(redis.pcall('GET', lock))
    end
  `,
});

/** Lua `isLock(lock)`: whether somebody holds it; nobody, and values of other programs, do not. */
export const isLock = defineFragment({
  uses: [held, isExclusiveHolder],
  source: /* lua */ `
    local function isLock(lock)
      local text = held(lock)
      if type(text) == 'table' then
        return type(unlessFailed(redis.pcall('HGET', lock, 'kind'))) == 'string'
      end
      return text and isExclusiveHolder(text)
    end
  `,
});

/** Lua `mustBeLock(lock)`: an error for the value of another program. */
export const mustBeLock = defineFragment({
  uses: [isLock],
  source: /* lua */ `
    local function mustBeLock(lock)
      if not isLock(lock) then
        error('WRONGTYPE the value is no lock')
      end
    end
  `,
});

/** Lua `fits(lock, kind)`: whether one of this kind may come in beside those who hold the lock now. */
export const fits = defineFragment({
  uses: [exact, lockTime, held, mustBeLock, leaseEndOf],
  source: /* lua */ `
    local function dropEnded(lock)
      local ends = tonumber(redis.call('HGET', lock, 'ends') or '0')
      if ends > now then
        return
      end
      local fields, earliest = redis.call('HGETALL', lock), math.huge
      for i = 1, #fields, 2 do
        if string.sub(fields[i], 1, 1) == ':' then
          local leaseEnd = leaseEndOf(fields[i + 1])
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
  `,
});

/** Lua `fenceOf(lock, token)`: the fence of a token that holds the lock, or nil. */
export const fenceOf = defineFragment({
  uses: [lockTime, held, isHeldBy, exclusiveFence, readSharedHolder],
  source: /* lua */ `
    local function fenceOf(lock, token)
      local text = held(lock)
      if type(text) == 'table' then
        local leaseEnd, fence = readSharedHolder(redis.call('HGET', lock, ':' .. token))
        return leaseEnd and tonumber(leaseEnd) > now and fence or nil
      end
      return text and isHeldBy(text, token) and exclusiveFence(text) or nil
    end
  `,
});

/** Lua `leaseLeft(lock, token)`: for how many milliseconds the lease of a token goes on, which holds the lock. */
export const leaseLeft = defineFragment({
  uses: [lockTime, held, leaseEndOf],
  source: /* lua */ `
    local function leaseLeft(lock, token)
      if type(held(lock)) ~= 'table' then
        return redis.call('PTTL', lock)
      end
      return leaseEndOf(redis.call('HGET', lock, ':' .. token)) - now
    end
  `,
});
