import { exact } from '../common.js';
import { list, whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { readShardReply } from './shard-reply.js';

/**
 * Takes numbers of many counters of a shard as `takeFromShard` does, where nothing else is to be done: the shard is
 * whole, the process is a member whose registration is safe (`vouched` is the server's identity), the periods are
 * open, the ceiling is far, and no counter is named twice. Replies `careful`, with nothing done, where that is not so,
 * for then the other script has to look.
 *
 * Every number goes through here, so it does as little as can be: each function and each value costs all of them.
 * Numbers become texts once, since Redis takes four times as long for a number as for a text. Where more than a few
 * counters of a small hash are wanted, the hash is made a table: Redis searches small ones from the start for each
 * field, which takes longer than all else for some hundred of them.
 * `rest` has `period, closesAt, how many counters` for each period, then field and numbers for each counter.
 */
export const takeQuietly = defineScript({
  name: 'takeQuietly',
  keys: ['register', list('hashes')],
  args: [
    'member',
    whole('w'),
    'vouched',
    whole('fromSecond'),
    whole('toSecond'),
    whole('step'),
    whole('base'),
    whole('highest'),
    list('rest'),
  ],
  uses: [exact],
  source: /* lua */ `
    local function isSmall(hash)
      local encoding = redis.pcall('OBJECT', 'ENCODING', hash)
      return encoding == 'listpack' or encoding == 'ziplist'
    end
    local time = redis.call('TIME')
    local clock = time[1] .. ' ' .. time[2]
    local second = time[1] + 0
    if second < fromSecond or second >= toSecond then
      return clock
    end
    local periods, at = #hashes, #hashes * 3
    local names = { 'id', 'n', 'rec', 'q', 'e', 'g', 'r', '@' .. member }
    for p = 1, periods do
      names[p + 8] = 'o' .. rest[p * 3 - 2]
    end
    local was = redis.call('HMGET', register, unpack(names))
    local id, n, e, isGuarded = was[1], was[2], was[5], was[6] ~= 'none'
    if not id or was[3] or not was[8] or isGuarded and (vouched ~= id or was[8] + 0 < w) then
      return clock .. ' careful'
    end
    if isGuarded and id ~= '-' then
      local info = redis.pcall('INFO', 'replication')
      -- A plain search: a pattern would be tried at each letter before.
      if type(info) ~= 'string' or not string.find(info, 'master_replid:' .. id, 1, true) then
        return clock .. ' careful'
      end
    end

    local answers, answered, writes, taken = {}, 0, {}, 0
    for p = 1, periods do
      local count = rest[p * 3] + 0
      local fields, named = { '#n', '#o' }, {}
      for i = 1, count do
        local field = rest[at + i * 2 - 1]
        -- Each is read once, so both would get the same numbers.
        if named[field] then
          return clock .. ' careful'
        end
        named[field] = true
        fields[i + 2] = field
      end
      local has = redis.call('HMGET', hashes[p], unpack(fields))
      if not has[1] or has[1] ~= was[p + 8] or second * 1000 >= rest[p * 3 - 1] + 0 then
        return clock .. ' careful'
      end
      local origin, offset, sets, set = has[2], nil, {}, 0
      for i = 1, count do
        local value, numbers = has[i + 2], rest[at + i * 2] + 0
        local last, isPlain = value and tonumber(value), true
        if not value then
          offset = offset or redis.call('HGET', hashes[p], '#b') or 0
          last = base + offset * step
        elseif not last then
          local epoch, till
          last, epoch, till = string.match(value, '^(%d+) (%d+)( ?)')
          if epoch ~= e or till ~= '' then
            return clock .. ' careful'
          end
          last, isPlain = last + 0, false
        end
        if isPlain and origin ~= e or last < base or (base - last) % step ~= 0 then
          return clock .. ' careful'
        end
        local to = last + numbers * step
        answered = answered + 1
        if to > highest then
          answers[answered] = 's' .. exact(last)
        else
          taken = taken + numbers
          local text = to < 1e14 and to .. '' or exact(to)
          answers[answered] = text
          if numbers > 0 then
            sets[set + 1] = fields[i + 2]
            sets[set + 2] = isPlain and text or text .. ' ' .. e
            set = set + 2
          end
        end
      end
      at = at + 2 * count
      writes[p] = sets
    end

    local stands = n + taken
    if isGuarded and stands > (was[4] or 0) + 0 then
      return clock .. ' careful'
    end
    n = stands < 1e14 and stands .. '' or exact(stands)
    local marks = { 'n', n, '@' .. member, n }
    for p = 1, periods do
      local sets = writes[p]
      if sets[1] then
        local last = #sets
        if last > 16 and isSmall(hashes[p]) then
          -- A long value does it, and it stays a table.
          redis.call('HSET', hashes[p], '#t', string.rep('t', 1025))
          redis.call('HDEL', hashes[p], '#t')
        end
        sets[last + 1] = '#n'
        sets[last + 2] = n
        redis.call('HSET', hashes[p], unpack(sets))
        marks[#marks + 1] = names[p + 8]
        marks[#marks + 1] = n
      end
    end
    redis.call('HSET', register, unpack(marks))
    return clock .. ' took ' .. n .. ' - ' .. (was[7] or '-') .. ' ' .. table.concat(answers, ' ')
  `,
  parse: readShardReply,
});
