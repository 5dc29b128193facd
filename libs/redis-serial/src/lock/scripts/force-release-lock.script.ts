import { EXACT, SERVER_CLOCK } from '../../redis/lua-functions.js';
import { defineScript } from '../../redis/lua-script.js';
import { LOCK } from './lock-functions.js';

/** Takes the lock off whoever holds it. Replies 1 (somebody did) or 0. */
export const forceReleaseLock = defineScript<{ keys: [lock: string]; args: []; reply: boolean }>({
  name: 'forceReleaseLock',
  source:
    SERVER_CLOCK +
    EXACT +
    LOCK +
    /* lua */ `
    if not holderOf(KEYS[1], serverMs()) then
      return 0
    end
    vacate(KEYS[1])
    return 1
  `,
  parse: (reply) => Number(reply) === 1,
});
