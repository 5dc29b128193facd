/**
 * A counter is a hash: `last`, the highest number taken; `base`, what it began from; `floor`, below which it may not be
 * put back.
 *
 * Lua `openCounter(key, base, expiresAt)`: begins a counter that is new, from what `last` is so far (nothing, or what it
 * was just moved on by); `expiresAt` is in ms since 1970, or 'never'. `runToKeep` is the server's incarnation where losses are
 * guarded against; see `GUARD_COUNTER`.
 */
export const OPEN_COUNTER = /* lua */ `
  local runToKeep

  local function openCounter(key, base, expiresAt)
    if redis.call('HSETNX', key, 'base', base) == 1 then
      redis.call('HINCRBY', key, 'last', base)
      if runToKeep then
        redis.call('HSET', key, 'run', runToKeep)
      end
      if expiresAt ~= 'never' then
        redis.call('PEXPIREAT', key, expiresAt)
      end
    end
  end
`;

/**
 * Lua `alignCounter(key, base, step)`: lifts a counter that stands between two numbers, after a change of start or step.
 *
 * Lua `takeNumbers(key, by, highest, base, expiresAt)`: moves the counter on by so much and answers where it stands then;
 * or, when that would be above `highest`, leaves it and answers nil and where it stands.
 */
export const TAKE_NUMBERS =
  OPEN_COUNTER +
  /* lua */ `
  local function alignCounter(key, base, step)
    local stands = redis.call('HGET', key, 'last')
    local beside = stands and math.max(base - stands, (base - stands) % step) or 0
    if beside > 0 then
      redis.call('HINCRBY', key, 'last', exact(beside))
    end
  end

  local function takeNumbers(key, by, highest, base, expiresAt)
    local last = redis.call('HINCRBY', key, 'last', by)
    if last == by + 0 then
      openCounter(key, base, expiresAt)
      last = redis.call('HGET', key, 'last') + 0
    end
    if last > highest + 0 then
      -- Not -by, which is written -0 for 0.
      return nil, redis.call('HINCRBY', key, 'last', 0 - by)
    end
    return last
  end
`;
