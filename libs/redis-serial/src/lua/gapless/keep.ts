import { defineFragment } from '../fragment.js';

/** Lua `keep(key)` gives a key that was just written the expiry of its counter. */
export const keep = defineFragment({
  wants: ['expiresAt'],
  source: /* lua */ `
    local function keep(key)
      if expiresAt ~= 'never' then
        redis.call('PEXPIREAT', key, expiresAt)
      end
    end
  `,
});
