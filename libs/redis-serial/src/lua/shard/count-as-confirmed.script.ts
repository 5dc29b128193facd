import { exact } from '../common.js';
import { whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { clockMs, serverIdentity } from './register.record.js';

/**
 * What `prepareConfirmation` told has reached the disk, or the replicas: from now on it counts as safe, though not old.
 * Only if it is still what was confirmed: of the same server, after the same recovery, the same registration. The
 * ceiling counts only where all members take the same for safe, since it is safe for all of them.
 *
 * Replies 1 where the registration counts, plus 2 where the ceiling does.
 */
export const countAsConfirmed = defineScript({
  name: 'countAsConfirmed',
  keys: ['register'],
  args: ['member', 'confirm', 'identity', 'recovery', 'joinedAt', whole('ceiling')],
  uses: [exact, clockMs, serverIdentity],
  source: /* lua */ `
    local all, was = redis.call('HGETALL', register), {}
    for i = 1, #all, 2 do
      was[all[i]] = all[i + 1]
    end
    local isSame = was.id == identity and serverIdentity() == identity and was.r == recovery and not was.rec
    if not isSame or was.g ~= 'fenced' then
      return 0
    end
    local counts = 0
    if was['+' .. member] == joinedAt then
      redis.call('HSET', register, '~' .. member, confirm .. ' 1')
      was['~' .. member] = confirm
      counts = 1
    end
    for name in pairs(was) do
      local kind, other = string.sub(name, 1, 1), string.sub(name, 2)
      local isGuarded = kind == '@' and was['&' .. other] ~= 'none'
      if isGuarded and string.match(was['~' .. other] or '', '^%a*') ~= confirm then
        return counts
      end
    end
    local known = was.ak == confirm and was.a or 0
    redis.call('HSET', register, 'a', exact(math.max(ceiling, known)), 'ak', confirm)
    redis.call('HDEL', register, 'q')
    if was.bw == '1' and was.c2 + 0 == ceiling then
      -- The rate counts from now, where somebody waited for this ceiling.
      redis.call('HSET', register, 't2', exact(clockMs(redis.call('TIME'))), 'bw', 0)
    end
    return counts + 2
  `,
  parse: (reply) => ({ registration: Number(reply) % 2 === 1, ceiling: Number(reply) >= 2 }),
});
