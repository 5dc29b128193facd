import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';
import { beginRecovery, lastAndCeiling, runOfRecovery } from './guard.record.js';

/**
 * Lua `guardHighWater(run, by, micros)`, before numbers are taken, answers what must be done first: 'recover <recovery>', when
 * Redis has lost something or never knew it; 'raise <to>', when `by` more would pass the ceiling; and else nil.
 */
export const guardHighWater = defineFragment({
  uses: [exact, lastAndCeiling, runOfRecovery, beginRecovery],
  wants: ['known', 'highest'],
  source: /* lua */ `
    local function guardHighWater(run, by, micros)
      local last, writer, ceiling, recovery = lastAndCeiling()
      local isWhole = last and ceiling and writer == run and (known == '' or last + 0 >= known + 0)
      if not isWhole then
        if not recovery or runOfRecovery(recovery) ~= run then
          recovery = beginRecovery(run, micros)
        end
        return 'recover ' .. recovery
      end
      local to = math.min(last + by, highest)
      if to > ceiling + 0 then
        return 'raise ' .. exact(to)
      end
    end
  `,
});
