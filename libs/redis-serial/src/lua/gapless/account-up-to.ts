import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';
import { writeLost } from './lost.record.js';

/**
 * Lua `accountUpTo(last, base, at)` marks the numbers up to `last` that the counter skipped as lost; `isUsed` is asked
 * about them at the instant `at`. Numbers below the counter's floor belong to another system.
 */
export const accountUpTo = defineFragment({
  uses: [exact, writeLost],
  wants: ['counter', 'start', 'step'],
  source: /* lua */ `
    local function accountUpTo(last, base, at)
      local stands = redis.call('HMGET', counter, 'accounted', 'floor')
      local accounted = math.max(stands[1] or base, stands[2] or base)
      local first = start + math.max(0, math.floor((accounted - start) / step) + 1) * step
      if first <= last then
        writeLost(first, last, at)
        redis.call('HSET', counter, 'accounted', exact(last))
      end
    end
  `,
});
