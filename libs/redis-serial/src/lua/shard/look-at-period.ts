import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';
import { renewPeriod } from './period.record.js';

/**
 * Lua `periodTrouble(p, had, mark, now, isYoung, guard, n, e)`: what keeps numbers from being taken in the call's
 * period `p`, or nil. `had` is `n` as its counters have it, `mark` as the register has it.
 */
export const lookAtPeriod = defineFragment({
  uses: [exact, renewPeriod],
  wants: ['register', 'others', 'rest', 'covers'],
  source: /* lua */ `
    local function periodTrouble(p, had, mark, now, isYoung, guard, n, e)
      local period, expiresAt, beginsAt, recorded = rest[p * 6 - 5], rest[p * 6 - 4], rest[p * 6 - 3] + 0, rest[p * 6 - 1]
      if now >= rest[p * 6 - 2] + 0 then
        -- Closed: nothing is taken, and its counters may have expired.
        return nil
      end
      local awaits = mark and string.sub(mark, 1, 1) == 'w' and string.sub(mark, 2) + 0
      if awaits and not had then
        if guard == 'fenced' and now < awaits then
          return 'fresh ' .. exact(awaits - now)
        end
      elseif had ~= mark then
        renewPeriod(others[p], period, expiresAt, (had or 0) + 0, now, e, n)
        return 'again'
      elseif not had and beginsAt > now and guard == 'fenced' and not isYoung then
        redis.call('HSET', register, 'o' .. period, 'w' .. exact(now + covers))
        return 'fresh ' .. exact(covers)
      end
      if not had and guard == 'highWater' and recorded == '-' then
        return 'open ' .. exact(n) .. ' ' .. period
      end
    end
  `,
});
