import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';
import { keep } from './keep.js';

/**
 * A used number is a bit in `confirmed`, which has a bit for each number of the series, from the first one on.
 *
 * Lua `isConfirmed(value)`.
 */
export const isConfirmed = defineFragment({
  uses: [exact],
  wants: ['confirmed', 'start', 'step'],
  source: /* lua */ `
    local function isConfirmed(value)
      return redis.call('GETBIT', confirmed, exact((value - start) / step)) == 1
    end
  `,
});

/**
 * Lua `confirmNumber(value, earlierHolder)`. For the second see `EarlierHolder`; nil when nobody reserved the number.
 */
export const confirmNumber = defineFragment({
  uses: [exact, keep],
  wants: ['confirmed', 'pending', 'reserved', 'start', 'step'],
  source: /* lua */ `
    local function confirmNumber(value, earlierHolder)
      redis.call('ZREM', pending, value)
      -- If a number had two holders in its life, the token says which of them confirmed it.
      if earlierHolder == '' then
        redis.call('HDEL', reserved, value)
      end
      redis.call('SETBIT', confirmed, exact((value - start) / step), 1)
      keep(confirmed)
    end
  `,
});
