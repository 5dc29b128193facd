import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';

/**
 * The ceilings of a shard's `n`. A number is given below one that is so old that no loss takes it away, or was found to
 * have reached where none does (`a`): so whatever is lost, what was given lies below the ceiling that is left.
 *
 * Lua `ceilingTrouble(guard, isYoung, now, n, taken)`: records a higher ceiling when half of the present one is used;
 * answers what keeps so many numbers from being taken, or nil. `isYoung` where nothing has to be old yet.
 *
 * Lua `quietUpTo(guard, isYoung, now)`: up to where `n` may go before any of this has to be looked at.
 *
 * Lua `makeRoom(raised)`: a counter was lifted by so many numbers, which none of the others need room for.
 */
export const ceilings = defineFragment({
  uses: [exact],
  wants: ['register', 'covers', 'skip', 'most', 'goes'],
  source: /* lua */ `
    local function ceilingTrouble(guard, isYoung, now, n, taken)
      local has = redis.call('HMGET', register, 'c', 't1', 'c2', 't2', 'n2', 'bw', 'a')
      local first, second, at, wanted = has[1] + 0, has[3] + 0, has[5] + 0, n + taken
      local confirmed = (has[7] or 0) + 0
      if guard == 'highWater' then
        return wanted > first and 'raise ' .. exact(wanted) or nil
      end
      local age, hadToWait = now - has[4], has[6] == '1'
      local isSafe = age >= covers or confirmed >= second
      local ceiling = isSafe and second or math.max(confirmed, now - has[2] >= covers and first or 0)
      -- Behind somebody who waits for a higher one, others wait too: the order of the calls holds.
      local waits = hadToWait and not isSafe and taken > 0
      local passes = (waits or wanted > ceiling) and not isYoung and not goes
      local isHalfUsed = wanted - at > (second - at) / 2 or wanted > second
      if isSafe and isHalfUsed or wanted > second and not passes then
        -- Who had to wait for the present ceiling says nothing about how fast numbers go.
        local rate = (n - at) * covers / math.max(hadToWait and age - covers or age, 50)
        local higher = wanted + math.max(skip, math.min(4 * rate, most))
        redis.call('HSET', register, 'c', has[3], 't1', has[4], 'c2', exact(math.max(second, higher)),
          't2', exact(now), 'n2', exact(n), 'bw', 0)
        age = 0
      end
      if passes then
        redis.call('HSET', register, 'bw', 1)
        return 'burst ' .. exact(covers - age)
      end
    end

    local function quietUpTo(guard, isYoung, now)
      local has = redis.call('HMGET', register, 'c', 'c2', 't2', 'n2', 'bw', 'a')
      if guard == 'highWater' then
        return has[1] + 0
      elseif isYoung or goes then
        return 0
      elseif now - has[3] >= covers or (has[6] or 0) + 0 >= has[2] + 0 then
        return has[4] + (has[2] - has[4]) / 2
      end
      return has[5] == '1' and 0 or has[1] + 0
    end

    local function makeRoom(raised)
      if raised > 0 then
        local has = redis.call('HMGET', register, 'c', 'c2', 'n2', 'a')
        redis.call('HSET', register, 'c', exact(has[1] + raised), 'c2', exact(has[2] + raised),
          'n2', exact(has[3] + raised))
        if has[4] then
          redis.call('HSET', register, 'a', exact(has[4] + raised))
        end
      end
    end
  `,
});
