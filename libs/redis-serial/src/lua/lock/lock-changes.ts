import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';
import { readSharedHolder, retiredHolder, writeExclusiveHolder, writeSharedHolder } from './holder.record.js';
import { lockFences } from './lock-fences.js';
import { held } from './lock-state.js';
import { lockTime } from './lock-time.js';

/**
 * Lua `share(lock, token, kind, leaseMs, fence, since, process)`: puts one of several holders in, or its lease anew.
 */
export const share = defineFragment({
  uses: [exact, lockTime, writeSharedHolder],
  source: /* lua */ `
    local function share(lock, token, kind, leaseMs, fence, since, process)
      local leaseEnd = now + tonumber(leaseMs)
      local ends = math.min(leaseEnd, tonumber(redis.call('HGET', lock, 'ends')) or leaseEnd)
      local holder = sharedHolder(exact(leaseEnd), fence, since, process)
      redis.call('HSET', lock, ':' .. token, holder, 'kind', kind, 'ends', exact(ends))
      if redis.call('PTTL', lock) < tonumber(leaseMs) then
        redis.call('PEXPIRE', lock, leaseMs)
      end
    end
  `,
});

/** Lua `enter(lock, token, kind, leaseMs, process, contended, further)`: lets a token in, and answers its fence. */
export const enter = defineFragment({
  uses: [exact, lockTime, lockFences, share, writeExclusiveHolder],
  source: /* lua */ `
    -- Whether it fits is the caller's to know.
    local function enter(lock, token, kind, leaseMs, process, contended, further)
      local fence, since = nextFence(further), exact(micros)
      if kind == 'w' then
        local text = exclusiveHolder(contended, token, holderRest(fence, since, process))
        redis.call('SET', lock, text, 'PX', leaseMs)
      else
        share(lock, token, kind, leaseMs, fence, since, process)
      end
      return fence
    end
  `,
});

/** Lua `prolong(lock, token, leaseMs)`: begins the lease of a token anew, which holds the lock. */
export const prolong = defineFragment({
  uses: [held, share, readSharedHolder],
  source: /* lua */ `
    local function prolong(lock, token, leaseMs)
      if type(held(lock)) ~= 'table' then
        redis.call('PEXPIRE', lock, leaseMs)
        return
      end
      local _, fence, since, process = readSharedHolder(redis.call('HGET', lock, ':' .. token))
      share(lock, token, redis.call('HGET', lock, 'kind'), leaseMs, fence, since, process)
    end
  `,
});

/** Lua `vacate(lock, token)`: takes off a token that holds the lock. */
export const vacate = defineFragment({
  uses: [held],
  source: /* lua */ `
    local function vacate(lock, token)
      if type(held(lock)) == 'table' then
        redis.call('HDEL', lock, ':' .. token)
        if redis.call('HLEN', lock) > 2 then
          return
        end
      end
      redis.call('DEL', lock)
    end
  `,
});

/** Lua `retire(lock, token, keepMs)`: gives back a token that must stay on the lock: nobody can use it any more. */
export const retire = defineFragment({
  uses: [held, share, readSharedHolder, retiredHolder],
  source: /* lua */ `
    local function retire(lock, token, keepMs)
      local text = held(lock)
      if type(text) ~= 'table' then
        redis.call('SET', lock, retiredHolder(text), 'PX', keepMs)
        return
      end
      local _, fence, since, process = readSharedHolder(redis.call('HGET', lock, ':' .. token))
      redis.call('HDEL', lock, ':' .. token)
      share(lock, '=' .. token, redis.call('HGET', lock, 'kind'), keepMs, fence, since, process)
    end
  `,
});
