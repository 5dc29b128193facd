import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';
import { keep } from './keep.js';

/**
 * A number that is used is a bit in `confirmed`, which has one for each number of the series, from its first one on.
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

/** Lua `confirmNumber(value, earlierHolder)`: see `EarlierHolder`; nil where nobody reserved it. */
export const confirmNumber = defineFragment({
  uses: [exact, keep],
  wants: ['confirmed', 'pending', 'reserved', 'start', 'step'],
  source: /* lua */ `
    local function confirmNumber(value, earlierHolder)
      redis.call('ZREM', pending, value)
      -- Of a number that was given twice in its life, the token says by which of the two it is confirmed.
      if earlierHolder == '' then
        redis.call('HDEL', reserved, value)
      end
      redis.call('SETBIT', confirmed, exact((value - start) / step), 1)
      keep(confirmed)
    end
  `,
});
