import { exact } from '../common.js';
import { flag, list, whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { guardOfMembers } from './guard-of-members.js';
import { noteEvent } from './history.record.js';
import { readJoined } from './joined.js';
import { beginRecovery, clockMs, serverIdentity } from './register.record.js';

export type { Joined } from './joined.js';

/**
 * Makes a process a member of a shard: from now on it may issue there, once that is aged, and is heard after a loss.
 * A shard of which Redis knows nothing is made where the caller says so (`creates`): with `survey`, in a recovery in
 * which all that are `asked` say what they know; else with the `n` that it `begins` with. `kind` is the member's
 * durability: the strongest of all members holds. `confirm` is what it takes for safe beside age, or empty.
 *
 * `retention` is for how long it wants periods to be kept.
 *
 * Replies a list: a word; then for `joined` the identity, for how many ms it is fresh, how many ever joined, the
 * ceiling, the last recovery, the periods that are open,
 * and the other members; for `changed` the fingerprint and the description that the shard has, and those it
 * had before: the caller says by `accepts` that the edit may pass; for `recovering` what `takeFromShard` says.
 */
export const joinShard = defineScript({
  name: 'joinShard',
  keys: ['register', 'history'],
  args: [
    'member',
    'kind',
    whole('w'),
    'fingerprint',
    'description',
    'accepts',
    whole('covers'),
    whole('hearWithin'),
    whole('skip'),
    flag('skips'),
    'confirm',
    'retention',
    flag('claims'),
    flag('creates'),
    flag('survey'),
    whole('begins'),
    list('asked'),
  ],
  uses: [exact, serverIdentity, clockMs, beginRecovery, noteEvent, guardOfMembers],
  source: /* lua */ `
    local time = redis.call('TIME')
    local now = clockMs(time)
    local server = serverIdentity()
    local was = redis.call('HMGET', register, 'v', 'id', 'n', 'rec', 'fp', 'g', 'base', 'def', 'born', 'cv')
    if not was[1] then
      if not creates then
        return { 'unknown' }
      end
      redis.call('HSET', register, 'v', 2, 'fp', fingerprint, 'def', description, 'g', kind, 'born', exact(now),
        'id', server, 'n', exact(begins), 'e', 0, 'J', 0, 'jt', 0, 'c', exact(begins + skip), 't1', exact(now),
        'c2', exact(begins + skip), 't2', exact(now), 'n2', exact(begins), 'm', 0, 'cv', covers,
        'r', string.sub(server, 1, 8) .. time[2])
      if kind == 'highWater' then
        redis.call('HSET', register, 'kn', 1)
      end
      was = redis.call('HMGET', register, 'v', 'id', 'n', 'rec', 'fp', 'g', 'base', 'def', 'born', 'cv')
      if survey then
        local rec = string.sub(server, 1, 8) .. time[2]
        redis.call('HSET', register, 'r', rec, 'rec', rec, 'base', 0, 'until', exact(now + hearWithin), 'survey', 1)
        for i = 1, #asked do
          redis.call('HSET', register, '?' .. asked[i], 1)
        end
        return { 'recovering', rec, '0' }
      end
    end
    if was[1] ~= '2' then
      return { 'layout', was[1] }
    end
    local isClaimed, everJoined = unpack(redis.call('HMGET', register, 'src', 'm'))
    if claims and not isClaimed and everJoined ~= '0' or isClaimed and not claims then
      return { 'elsewhere', isClaimed and 'the store' or 'Redis' }
    elseif claims then
      redis.call('HSET', register, 'src', 'store')
    end
    if was[5] ~= fingerprint and accepts ~= was[5] then
      local names, past = redis.call('HGETALL', register), { 'changed', was[5], was[8] }
      for i = 1, #names, 2 do
        if string.sub(names[i], 1, 1) == 'd' and names[i] ~= 'def' then
          past[#past + 1] = names[i + 1]
        end
      end
      return past
    end
    local isGuarded = kind ~= 'none' or was[6] ~= 'none'
    if isGuarded and (server ~= '-' and was[2] ~= server or not was[4] and was[3] + 0 < w) then
      return { 'recovering', beginRecovery(server == '-' and was[2] or server, now, time[2]) }
    end
    if was[4] then
      return { 'recovering', was[4], was[7] }
    end
    redis.call('HDEL', register, '&' .. member)
    local names, others, periods = redis.call('HGETALL', register), {}, {}
    local strongest = strongestOf(names, kind)
    local tellsPeriods = kind == 'highWater' or redis.call('HGET', register, 'ret') ~= retention
    for i = 1, #names, 2 do
      if string.sub(names[i], 1, 1) == '&' then
        others[#others + 1] = string.sub(names[i], 2)
      elseif tellsPeriods and string.sub(names[i], 1, 1) == 'p' then
        periods[#periods + 1] = string.sub(names[i], 2) .. ' ' .. names[i + 1]
      end
    end
    if not periods[1] then
      redis.call('HSET', register, 'ret', retention)
    end
    local joined = redis.call('HINCRBY', register, 'm', 1)
    guardBy(strongest, was[6])
    -- Who joins anew stays as old as it is.
    redis.call('HSETNX', register, '+' .. member, exact(now))
    redis.call('HSET', register, '@' .. member, was[3], '&' .. member, kind, 'cv', math.max(covers, was[10] or 0))
    if covers > (was[10] or 0) + 0 then
      -- Up to there a ceiling was old enough for those who were there.
      redis.call('HDEL', register, 'q')
    end
    if confirm == '' then
      redis.call('HDEL', register, '~' .. member)
    elseif redis.call('HGET', register, '~' .. member) ~= confirm .. ' 1' then
      redis.call('HSET', register, '~' .. member, confirm)
    end
    local known = redis.call('HGET', register, 'ak')
    if known and known ~= confirm and kind ~= 'none' then
      -- Up to there a ceiling was safe for those who were there.
      redis.call('HDEL', register, 'q', 'a', 'ak')
    end
    if skips then
      redis.call('HSETNX', register, 'sk', exact(now))
    end
    if was[8] ~= description then
      redis.call('HSET', register, 'd' .. was[5], was[8], 'fp', fingerprint, 'def', description)
      note(now, 'changed', was[8])
    end
    local fresh = now - was[9] < covers and strongest ~= 'highWater' and 0 or covers
    return { 'joined', server, exact(fresh), exact(joined), redis.call('HGET', register, 'c2'), strongest, was[3], redis.call('HGET', register, 'r'), table.concat(periods, ' '), unpack(others) }
  `,
  parse: readJoined,
});
