import { defineFragment } from '../fragment.js';

/** Lua `keep(key)`: lets a key that was just written live as long as its counter. */
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
