import { defineFragment } from '../fragment.js';
import { keep } from './keep.js';

/**
 * A cancelled number is a member of `free`: `<value>`, or `<value>!` if an earlier lease of it ran out. Its score is
 * the number.
 *
 * Lua `releaseNumber(value, mark)` frees a number for the next caller; `mark` is '' or '!'.
 */
export const releaseNumber = defineFragment({
  uses: [keep],
  wants: ['free', 'pending', 'reserved'],
  source: /* lua */ `
    local function releaseNumber(value, mark)
      redis.call('ZREM', pending, value)
      redis.call('HDEL', reserved, value)
      redis.call('ZADD', free, value, value .. mark)
      keep(free)
    end
  `,
});

/** Lua `readFree(member)`: the number, and its mark. */
export const readFree = defineFragment({
  source: /* lua */ `
    local function readFree(member)
      return string.match(member, '^(%d+)(!?)$')
    end
  `,
});

/** Lua `isFree(value)`. */
export const isFree = defineFragment({
  wants: ['free'],
  source: /* lua */ `
    local function isFree(value)
      return redis.call('ZSCORE', free, value) or redis.call('ZSCORE', free, value .. '!')
    end
  `,
});
