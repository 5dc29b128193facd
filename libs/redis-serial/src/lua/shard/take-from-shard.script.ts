import { exact } from '../common.js';
import { replayRecord, replayRun } from '../counter/replay.record.js';
import { flag, list, whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { standOf, writtenStand } from './counters.record.js';
import { openPeriod, renewPeriod } from './period.record.js';
import { beginRecovery, clockMs, recoveryTrouble, serverIdentity } from './register.record.js';
import { readShardReply, type ShardReply } from './shard-reply.js';

/**
 * Takes numbers of many counters of a shard at once, after it has made sure that nothing was lost: each counter gets all
 * or none of what it was asked for, and answers for itself.
 *
 * `rest` has for each period `period, expiresAt, beginsAt, closesAt`, the store's `n` at its opening or '-', and how many
 * counters of it follow; then for all of them in this order the field and what is wanted: `<numbers>`, `<numbers> <replay> <textAt>`
 * under an idempotency key, or `^<value>` to lift the counter; then `<ttl> <scope>` for each replay. `others` are the
 * hashes of the periods, and then the replays.
 *
 * Replies `seconds µs` in another time, else adds a word: `took`, the shard's `n`, the
 * server's identity where the process is as good as any old member under it or `-`, and an answer for each counter: where it
 * stands now, `s` and where it stands where too few are left, `r` where the records that follow have the answer, `c`
 * where the period is closed, `w` and for how many ms where it was lifted only just.
 */
export const takeFromShard = defineScript({
  name: 'takeFromShard',
  keys: ['register', 'history', list('others')],
  args: [
    'member',
    whole('w'),
    'vouched',
    whole('fromSecond'),
    whole('toSecond'),
    whole('covers'),
    whole('hearWithin'),
    whole('skip'),
    whole('most'),
    whole('step'),
    whole('base'),
    whole('highest'),
    flag('goes'),
    whole('periods'),
    list('rest'),
  ],
  uses: [
    exact,
    serverIdentity,
    clockMs,
    standOf,
    writtenStand,
    beginRecovery,
    recoveryTrouble,
    openPeriod,
    renewPeriod,
    replayRun,
    replayRecord,
  ],
  source: /* lua */ `
    local time = redis.call('TIME')
    local clock = time[1] .. ' ' .. time[2]
    local second = time[1] + 0
    if second < fromSecond or second >= toSecond then
      return clock
    end
    local now = clockMs(time)

    local names = {
      'v', 'id', 'g', 'n', 'rec', 'born', 'e', 'J', 'jt', 'c', 't1', 'c2', 't2', 'n2', 'sk', 'bw', '@' .. member, '+' .. member,
    }
    local known = #names
    for p = 1, periods do
      names[known + p] = 'o' .. rest[p * 6 - 5]
    end
    local was = redis.call('HMGET', register, unpack(names))
    local guard, n = was[3], was[4]
    if not was[1] then
      return clock .. ' unknown'
    end
    n = n + 0
    local isGuarded = guard ~= 'none'
    local server = isGuarded and serverIdentity() or was[2]
    if isGuarded and (server ~= '-' and was[2] ~= server or was[17] and was[17] + 0 < w) then
      return clock .. ' ' .. recoveryTrouble(beginRecovery(server, now, time[2]))
    end
    if was[5] then
      return clock .. ' ' .. recoveryTrouble(was[5], redis.call('HGET', register, 'base'))
    end
    if not was[17] then
      return clock .. ' join'
    end
    local isYoung = now - was[6] < covers
    local isAged = isYoung or now - was[18] >= covers or vouched == 'skip' and was[15] and now - was[15] >= covers
    if isGuarded and vouched ~= server and (guard == 'highWater' or not isAged) then
      return clock .. ' fresh ' .. exact(guard == 'highWater' and 0 or covers - (now - was[18]))
    end

    local e, jt = was[7] + 0, was[9] + 0
    knowJumps(e, was[8] + 0)
    local answers, records, writes, lasts, shorts = {}, {}, {}, {}, {}
    local at, taken, raised = periods * 6, 0, 0
    local replayAt = at
    for p = 1, periods do
      replayAt = replayAt + 2 * rest[p * 6]
    end
    for p = 1, periods do
      local head = p * 6 - 5
      local period, beginsAt, closesAt, count = rest[head], rest[head + 2] + 0, rest[head + 3] + 0, rest[head + 5] + 0
      local hash, mark = others[p], was[known + p]
      local fields = { '#n', '#o', '#b' }
      for i = 1, count do
        fields[i + 3] = rest[at + i * 2 - 1]
      end
      local has = redis.call('HMGET', hash, unpack(fields))
      local awaits = mark and string.sub(mark, 1, 1) == 'w' and string.sub(mark, 2) + 0
      if awaits and not has[1] then
        if now < awaits then
          return clock .. ' fresh ' .. exact(awaits - now)
        end
      elseif has[1] ~= mark then
        renewPeriod(hash, period, rest[head + 1], (has[1] or 0) + 0, now, e, n)
        return clock .. ' again'
      elseif not has[1] and beginsAt > now and guard == 'fenced' and not isYoung then
        redis.call('HSET', register, 'o' .. period, 'w' .. exact(now + covers))
        return clock .. ' fresh ' .. exact(covers)
      elseif not has[1] and guard == 'highWater' and rest[head + 4] == '-' then
        return clock .. ' open ' .. exact(n) .. ' ' .. period
      end
      local origin = has[2] and has[2] + 0 or originOf(beginsAt, now, e, jt)
      local offset = has[3] and has[3] + 0 or 0
      if not has[1] and guard == 'highWater' then
        offset = math.max(0, n - rest[head + 4])
      end
      local sets = {}
      for i = 1, count do
        local field, want, answer = rest[at + i * 2 - 1], rest[at + i * 2], nil
        local wanted, replay, textAt, lifted = tonumber(want), nil, nil, nil
        if now >= closesAt then
          answer = 'c'
        elseif not wanted then
          if string.sub(want, 1, 1) == '^' then
            lifted, wanted = string.sub(want, 2) + 0, 0
          else
            wanted, replay, textAt = string.match(want, '^(%d+) (%d+) (%S+)$')
            wanted, replay = wanted + 0, replay + 0
            local earlier = records[replay] and records[replay][2] or redis.call('GET', others[periods + replay])
            if earlier then
              records[replay] = records[replay] or { nil, earlier }
              answer = 'r' .. replay
            end
          end
        end
        if not answer then
          local key = p .. field
          local last, till = lasts[key], nil
          if not last then
            last, till = stand(has[i + 3], origin, offset)
          end
          local to = lifted and math.max(last, lifted) or last + wanted * step
          if till and now < till and not lifted then
            answer = 'w' .. exact(till - now)
          elseif to > highest and to > last or shorts[key] then
            -- Whoever comes behind waits for those who may want less.
            shorts[key] = true
            answer = 's' .. exact(last)
          else
            till = nil
            if lifted and guard == 'fenced' then
              raised = raised + (to - last) / step
              till = not isYoung and not goes and now + covers or nil
            else
              taken = taken + (to - last) / step
            end
            lasts[key] = to
            if to > last or lifted then
              sets[#sets + 1] = field
              sets[#sets + 1] = written(to, origin, till)
            end
            if lifted then
              sets[#sets + 1] = '!' .. field
              sets[#sets + 1] = to
            end
            if replay then
              local ttl, scope = string.match(rest[replayAt + replay], '^(%d+) (.*)$')
              local run = replayRun(last + step, exact(wanted))
              records[replay] = { ttl, replayRecord(run, textAt, now, scope), others[periods + replay] }
            end
            answer = to < 1e14 and to or exact(to)
          end
        end
        answers[#answers + 1] = answer
      end
      at = at + 2 * count
      writes[p] = { sets, origin, not has[1], offset }
    end

    if isGuarded then
      local age1, age2 = now - was[11], now - was[13]
      local ceiling = age2 >= covers and was[12] + 0 or age1 >= covers and was[10] + 0 or 0
      if guard == 'highWater' then
        if n + taken > was[10] + 0 then
          return clock .. ' raise ' .. exact(n + taken)
        end
      else
        -- Behind somebody who waits for a higher one, others wait too: the order of the calls holds.
        local waits = was[16] == '1' and age2 < covers and taken > 0
        local passes = (waits or n + taken > ceiling) and not isYoung and not goes
        if age2 >= covers and (n + taken - was[14] > (was[12] - was[14]) / 2 or n + taken > was[12] + 0) or n + taken > was[12] + 0 and not passes then
          -- Whoever had to wait for the present ceiling says nothing about how fast numbers go.
          local since = was[16] == '1' and age2 - covers or age2
          local rate = (n - was[14]) * covers / math.max(since, 50)
          local allowance = math.max(skip, math.min(4 * rate, most))
          redis.call('HSET', register, 'c', was[12], 't1', was[13], 't2', exact(now), 'n2', exact(n), 'bw', 0,
            'c2', exact(math.max(was[12], n + taken + allowance)))
          age2 = 0
        end
        if passes then
          redis.call('HSET', register, 'bw', 1)
          return clock .. ' burst ' .. exact(covers - age2)
        end
      end
    end

    local quiet = 0
    if guard == 'highWater' then
      quiet = was[10] + 0
    elseif isGuarded and not isYoung and not goes then
      local has = redis.call('HMGET', register, 'c', 'c2', 't2', 'n2', 'bw')
      local isPending = now - has[3] < covers
      if not isPending then
        quiet = has[4] + (has[2] - has[4]) / 2
      elseif has[5] ~= '1' then
        quiet = has[1] + 0
      end
    end
    if raised > 0 then
      -- Whatever a loss leaves of a lift, the others need no room for it.
      local has = redis.call('HMGET', register, 'c', 'c2', 'n2')
      redis.call('HSET', register, 'c', exact(has[1] + raised), 'c2', exact(has[2] + raised), 'n2', exact(has[3] + raised))
    end
    n = n + taken + raised
    local marks = { 'n', exact(n), '@' .. member, exact(n), 'q', exact(quiet) }
    for p = 1, periods do
      local sets, origin, isNew, offset = unpack(writes[p])
      if #sets > 0 then
        local period = rest[p * 6 - 5]
        sets[#sets + 1] = '#n'
        sets[#sets + 1] = exact(n)
        if isNew then
          sets[#sets + 1] = '#o'
          sets[#sets + 1] = origin
          sets[#sets + 1] = '#b'
          sets[#sets + 1] = offset
        end
        redis.call('HSET', others[p], unpack(sets))
        marks[#marks + 1] = 'o' .. period
        marks[#marks + 1] = exact(n)
        if isNew then
          markOpened(others[p], period, n - taken - raised - startOf(origin, offset), rest[p * 6 - 4], now)
        end
      end
    end
    redis.call('HSET', register, unpack(marks))
    local isSafe = isAged and not isYoung or vouched == server
    local reply = { clock .. ' took ' .. exact(n) .. ' ' .. (isSafe and server or '-') .. ' ' .. table.concat(answers, ' ') }
    for replay, record in pairs(records) do
      if record[1] then
        redis.call('SET', record[3], record[2], 'PX', record[1])
      end
      reply[#reply + 1] = replay .. ' ' .. record[2]
    end
    return reply[2] and reply or reply[1]
  `,
  parse: readShardReply,
});

/** What the script replies. */
export type TakenFromShard = ShardReply;
