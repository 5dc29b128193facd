import { defineFragment } from '../fragment.js';

/** A value and the fence of the lock under which it was written. */
export interface FencedValue {
  /** What was written. */
  readonly value: string;
  /** The fence of the lock under which it was written. */
  readonly fence: number;
}

/**
 * A fenced value is a hash with `value` and `fence`; `fence` is the highest fence that wrote it, as text.
 *
 * Lua `readFenced(key)` returns the fence and the value; -1 when the key does not exist, nil when it holds anything
 * else.
 */
export const readFencedRecord = defineFragment({
  source: /* lua */ `
    local HIGHEST_FENCE = 9007199254740991

    local function readFenced(key)
      local kind = redis.call('TYPE', key).ok
      if kind == 'none' then
        return -1
      end
      if kind ~= 'hash' then
        return nil
      end
      local stored = redis.call('HMGET', key, 'value', 'fence')
      local value, fence = stored[1], stored[2]
      if value and fence and fence:match('^%d+$') and tonumber(fence) <= HIGHEST_FENCE then
        return tonumber(fence), value
      end
      return nil
    end
  `,
});

/** Lua `writeFenced(key, value, fence)`. */
export const writeFencedRecord = defineFragment({
  source: /* lua */ `
    local function writeFenced(key, value, fence)
      redis.call('HSET', key, 'value', value, 'fence', fence)
    end
  `,
});
