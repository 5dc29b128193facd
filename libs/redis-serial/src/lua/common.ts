/**
 * Lua `serverMicros()` and `serverMs()`: the server's clock since 1970, which stands still while a script runs.
 * Put before the source of a script that needs it, as the others here.
 */
export const SERVER_CLOCK = /* lua */ `
  local function serverMicros()
    local time = redis.call('TIME')
    return time[1] * 1000000 + time[2]
  end

  local function serverMs()
    return math.floor(serverMicros() / 1000)
  end
`;

/** Lua `exact(number)`: a whole number as text, where Lua's own would round to 14 digits. */
export const EXACT = /* lua */ `
  local function exact(number)
    return string.format('%.0f', number)
  end
`;
