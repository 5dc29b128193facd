import { list } from '../declaration.js';
import { defineScript } from '../script.js';
import { guardOfMembers } from './guard-of-members.js';
import { serverIdentity } from './register.record.js';

/**
 * Takes members off the list: one that leaves with no call under way, or those that nobody hears of any more. That is
 * always safe, since who is not on the list must join again before it issues. Replies 1; 0, with nothing done, where a
 * loss is not recovered from. When the last one that has a store is gone, the others go on without it.
 */
export const strikeMembers = defineScript({
  name: 'strikeMembers',
  keys: ['register'],
  args: [list('members')],
  uses: [serverIdentity, guardOfMembers],
  source: /* lua */ `
    local was = redis.call('HMGET', register, 'id', 'rec', 'g')
    local server = serverIdentity()
    if not was[1] or was[2] or was[3] ~= 'none' and server ~= '-' and was[1] ~= server then
      return 0
    end
    for i = 1, #members do
      for _, kind in ipairs({ '@', '+', '&', '~' }) do
        redis.call('HDEL', register, kind .. members[i])
      end
    end
    -- Without a store the others would stop. Nothing else that was wanted is given up until somebody joins.
    if was[3] == 'highWater' and strongestOf(redis.call('HGETALL', register), nil) == 'fenced' then
      guardBy('fenced', was[3])
    end
    return 1
  `,
  parse: (reply) => reply === 1,
});
