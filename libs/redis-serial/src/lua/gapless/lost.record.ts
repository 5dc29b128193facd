import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';
import { keep } from './keep.js';

/**
 * Lost numbers, of which Redis lost what became of them, are ranges in `lost`: members `<first>:<last>`. The score of a
 * range is when `isUsed` is to be asked about it, in milliseconds since 1970.
 *
 * Lua `writeLost(first, last, at)`.
 */
export const writeLost = defineFragment({
  uses: [exact, keep],
  wants: ['lost'],
  source: /* lua */ `
    local function writeLost(first, last, at)
      redis.call('ZADD', lost, exact(at), exact(first) .. ':' .. exact(last))
      keep(lost)
    end
  `,
});

/** Lua `readLost(range)`: the first and the last number of a range. */
export const readLost = defineFragment({
  source: /* lua */ `
    local function readLost(range)
      local first, last = string.match(range, '^(%d+):(%d+)$')
      return first + 0, last + 0
    end
  `,
});

/** Lua `isLost(value)`. */
export const isLost = defineFragment({
  uses: [readLost],
  wants: ['lost'],
  source: /* lua */ `
    local function isLost(value)
      for _, range in ipairs(redis.call('ZRANGE', lost, 0, -1)) do
        local first, last = readLost(range)
        if value + 0 >= first and value + 0 <= last then
          return true
        end
      end
      return false
    end
  `,
});
