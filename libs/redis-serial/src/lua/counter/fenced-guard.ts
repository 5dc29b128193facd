import { defineFragment } from '../fragment.js';
import { isCounted } from './census.record.js';
import { openCounter } from './counter.record.js';
import { jumpTo, keepRun, keepSkip, lastAndSkip } from './guard.record.js';

/**
 * Lua `jumpAfterLoss(run, last, writer, kept)`: lifts the counter past what may have been given, by `skip`, when another
 * incarnation wrote last, or when it stands lower than the process knows. What `lastAndSkip` answered comes behind `run`.
 */
export const jumpAfterLoss = defineFragment({
  uses: [openCounter, jumpTo, keepRun, keepSkip],
  wants: ['base', 'known', 'skip'],
  source: /* lua */ `
    local function jumpAfterLoss(run, last, writer, kept)
      local isElsewhere = last and writer and writer ~= run
      local isLower = known ~= '' and (not last or last + 0 < known + 0)
      if isElsewhere or isLower then
        openCounter(run)
        local from = math.max(last or base, known == '' and base or known)
        jumpTo(from + math.max(skip, kept or 0), run)
      elseif last and not writer then
        keepRun(run)
      end
      if last and skip > (kept or 0) + 0 then
        keepSkip(skip)
      end
    end
  `,
});

/**
 * Lua `guardFenced(run, info)`, told what `serverRun` answered: the same before numbers are taken. Where there is no counter,
 * and since this incarnation began nobody has asked the other processes whether they know of any, it does nothing but
 * answer 'census <uptime in s>'.
 */
export const guardFenced = defineFragment({
  uses: [lastAndSkip, isCounted, jumpAfterLoss],
  wants: ['known'],
  source: /* lua */ `
    local function guardFenced(run, info)
      local last, writer, kept = lastAndSkip()
      if not last and known == '' and not isCounted(run) then
        return 'census ' .. (run ~= '' and string.match(info, 'uptime_in_seconds:(%d+)') or '60')
      end
      jumpAfterLoss(run, last, writer, kept)
    end
  `,
});
