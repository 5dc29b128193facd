import { defineFragment } from '../fragment.js';

/**
 * Lua `serverRun()`: which incarnation of which server runs the script, '' where the server does not let scripts ask
 * (`INFO`), and what `INFO` answered. It is another after every restart and failover, and no clock or message can get
 * in between.
 */
export const serverRun = defineFragment({
  source: /* lua */ `
    local function serverRun()
      local info = redis.pcall('INFO', 'server')
      -- Found as a plain text: a pattern would be tried at each letter before.
      local _, at = string.find(type(info) == 'string' and info or '', 'run_id:', 1, true)
      return at and string.sub(info, at + 1, at + 40) or '', info
    end
  `,
});
