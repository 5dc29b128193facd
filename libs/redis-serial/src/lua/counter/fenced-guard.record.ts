import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';
import { openCounter } from './counter.record.js';

/**
 * Where processes know what they were given, a counter's hash has one more field, `skip`: the furthest that a process
 * wanted it to jump.
 *
 * Lua `guardFenced(run, info)`, before numbers are taken, is told what `serverRun` answered. It lifts the counter past
 * what may have been given, by `skip`, when another incarnation wrote last, or when it stands lower than the process
 * knows. Where there is no counter, and since this incarnation began nobody has asked the other processes whether they
 * know of any, it does nothing but answer 'census <uptime in s>'.
 */
export const guardFenced = defineFragment({
  uses: [exact, openCounter],
  wants: ['counter', 'census', 'base', 'known', 'skip'],
  source: /* lua */ `
    local function guardFenced(run, info)
      local stands = redis.call('HMGET', counter, 'last', 'run', 'skip')
      local last, writer, kept = stands[1], stands[2], stands[3]
      local isElsewhere = last and writer and writer ~= run
      local isLower = known ~= '' and (not last or last + 0 < known + 0)
      if not last and known == '' and redis.call('HGET', census, 'run') ~= run then
        return 'census ' .. (run ~= '' and string.match(info, 'uptime_in_seconds:(%d+)') or '60')
      elseif isElsewhere or isLower then
        openCounter(run)
        local from = math.max(last or base, known == '' and base or known)
        redis.call('HSET', counter, 'last', exact(from + math.max(skip, kept or 0)), 'run', run)
      elseif last and not writer then
        redis.call('HSET', counter, 'run', run)
      end
      if last and skip > (kept or 0) + 0 then
        redis.call('HSET', counter, 'skip', skip)
      end
    end
  `,
});
