/**
 * Lua `readCounter(key)`: the highest number given, or nil; refuses what isn't a counter's.
 * Lua `firstAfter(last, start, step)`: the next number on the grid `start`, `start + step`, …
 */
export const COUNTER = /* lua */ `
  local function readCounter(key)
    local stored = redis.call('GET', key)
    if not stored then
      return nil
    end
    local value = tonumber(stored)
    if not value then
      error('WRONGTYPE The key holds no counter')
    end
    return value
  end

  local function firstAfter(last, start, step)
    if not last or last < start then
      return start
    end
    return start + (math.floor((last - start) / step) + 1) * step
  end
`;
