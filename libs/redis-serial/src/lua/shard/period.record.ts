import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';
import { noteEvent } from './history.record.js';

/**
 * Lua `originOf(beginsAt, now, e, jt)`: how many jumps the counters of a period need not make that is opened now. Who
 * died may have issued in it before the last jump, unless it has begun since; 0 then, so that they make all of them.
 *
 * Lua `markOpened(hash, period, n, expiresAt, now)`: remembers that a period was opened, and lets its counters
 * expire; the register lives as long as they do. Forgets the periods that have expired.
 */
export const openPeriod = defineFragment({
  uses: [exact],
  wants: ['register', 'history'],
  source: /* lua */ `
    local function originOf(beginsAt, now, e, jt)
      if e == 0 or (beginsAt > jt and beginsAt <= now) then
        return e
      end
      return 0
    end
    local function markOpened(hash, period, n, expiresAt, now)
      local names, gone, latest = redis.call('HGETALL', register), {}, expiresAt
      for i = 1, #names, 2 do
        if string.sub(names[i], 1, 1) == 'p' then
          local till = string.match(names[i + 1], ' (.+)$')
          if till == 'never' then
            latest = 'never'
          elseif till + 0 < now then
            gone[#gone + 1] = names[i]
            gone[#gone + 1] = 'o' .. string.sub(names[i], 2)
          elseif latest ~= 'never' and till + 0 > latest + 0 then
            latest = till
          end
        end
      end
      if #gone > 0 then
        redis.call('HDEL', register, unpack(gone))
      end
      redis.call('HSET', register, 'p' .. period, exact(n) .. ' ' .. expiresAt)
      if expiresAt ~= 'never' then
        redis.call('PEXPIREAT', hash, expiresAt)
      end
      if latest == 'never' then
        redis.call('PERSIST', register)
        redis.call('PERSIST', history)
      else
        redis.call('PEXPIREAT', register, latest)
        redis.call('PEXPIREAT', history, latest)
      end
    end
  `,
});

/**
 * Lua `renewPeriod(hash, period, expiresAt, had, now, e, n)`: the counters of a period are gone by themselves, or went
 * back to what they were: somebody deleted, evicted or restored their key. All of them begin above what the shard has
 * given since the period was opened, and jumped over. `had` is `n` as the counters have it.
 */
export const renewPeriod = defineFragment({
  uses: [exact, noteEvent],
  wants: ['register'],
  source: /* lua */ `
    local function renewPeriod(hash, period, expiresAt, had, now, e, n)
      local opened, known = string.match(redis.call('HGET', register, 'p' .. period) or '0 ', '^(%-?%d+) (.*)$')
      opened = opened + 0
      if known == 'never' or known ~= '' and expiresAt ~= 'never' and known + 0 > expiresAt + 0 then
        -- Who wants to keep it for less does not shorten what somebody else wants.
        expiresAt = known
      end
      local stands = math.max(n, had)
      local offset = exact(math.max(0, stands - opened))
      redis.call('DEL', hash)
      redis.call('HSET', hash, '#n', exact(stands), '#o', e, '#b', offset)
      redis.call('HSET', register, 'n', exact(stands), 'o' .. period, exact(stands),
        'p' .. period, exact(opened) .. ' ' .. expiresAt)
      if expiresAt ~= 'never' then
        redis.call('PEXPIREAT', hash, expiresAt)
      end
      note(now, 'renewed', period .. ' ' .. offset)
    end
  `,
});
