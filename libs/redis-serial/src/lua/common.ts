import { defineFragment } from './fragment.js';

/** Lua `serverMicros()`: the server's clock in microseconds since 1970, which stands still while a script runs. */
export const serverMicros = defineFragment({
  source: /* lua */ `
    local function serverMicros()
      local time = redis.call('TIME')
      return time[1] * 1000000 + time[2]
    end
  `,
});

/** Lua `serverMs()`: the server's clock in whole milliseconds. */
export const serverMs = defineFragment({
  uses: [serverMicros],
  source: /* lua */ `
    local function serverMs()
      return math.floor(serverMicros() / 1000)
    end
  `,
});

/** Lua `exact(number)`: a whole number as text. Lua's own conversion would round it to 14 digits. */
export const exact = defineFragment({
  source: /* lua */ `
    local function exact(number)
      return string.format('%.0f', number)
    end
  `,
});
