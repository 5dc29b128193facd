import { exact } from '../common.js';
import { flag, list, whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { ceilings } from './ceilings.record.js';
import { standOf, startOf, writtenStand } from './counters.record.js';
import { noteEvent } from './history.record.js';
import { lookAtPeriod } from './look-at-period.js';
import { lookAtRegister } from './look-at-register.js';
import { openPeriod } from './period.record.js';
import { clockMs } from './register.record.js';
import { replays } from './replays.js';
import { readShardReply } from './shard-reply.js';

/**
 * Takes numbers of many counters of a shard at once, after it has made sure that nothing was lost: each counter gets
 * all or none of what it was asked for, and answers for itself.
 *
 * `rest` has for each period `period, expiresAt, beginsAt, closesAt`, the store's `n` at its opening or '-', and how
 * many counters of it follow; then for all of them in this order the field and what is wanted: `<numbers>`,
 * `<numbers> <replay> <textAt>` under an idempotency key, `^<value>` to lift the counter, `><value>` to lift it without
 * a note; then `<ttl> <about>` for each replay. `others` are the hashes of the periods, and then the replays.
 *
 * Replies `seconds µs` in another time, else adds a word: `took`, the shard's `n`, the server's identity where the
 * process is as good as any old member under it or `-`, the last recovery, and an answer for each counter: where it
 * stands now, `s` and where it stands where too few are left, `r` where the records that follow have the answer, `c`
 * where the period is closed, `w` and for how many ms where it was lifted only just, `u` and where it stands where `>`
 * has lifted it.
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
    clockMs,
    standOf,
    startOf,
    writtenStand,
    lookAtRegister,
    ceilings,
    openPeriod,
    lookAtPeriod,
    replays,
    noteEvent,
  ],
  source: /* lua */ `
    local time = redis.call('TIME')
    local clock = time[1] .. ' ' .. time[2]
    local second = time[1] + 0
    if second < fromSecond or second >= toSecond then
      return clock
    end
    local now = clockMs(time)
    local opened = {}
    for p = 1, periods do
      opened[p] = 'o' .. rest[p * 6 - 5]
    end
    local was, known, trouble, isYoung, safe = lookAtRegister(time, now, opened)
    if trouble then
      return clock .. ' ' .. trouble
    end
    local guard, n, isGuarded = was[3], was[4] + 0, was[3] ~= 'none'
    local e, jt = was[7] + 0, was[9] + 0
    knowJumps(e, was[8] + 0)
    local answers, writes, lasts, tills, shorts, advances = {}, {}, {}, {}, {}, {}
    local at, taken, raised = periods * 6, 0, 0
    for p = 1, periods do
      local head = p * 6 - 5
      local beginsAt, closesAt, count = rest[head + 2] + 0, rest[head + 3] + 0, rest[head + 5] + 0
      local fields = { '#n', '#o', '#b' }
      for i = 1, count do
        fields[i + 3] = rest[at + i * 2 - 1]
      end
      local has = redis.call('HMGET', others[p], unpack(fields))
      local waits = periodTrouble(p, has[1], was[known + p], now, isYoung, guard, n, e)
      if waits then
        return clock .. ' ' .. waits
      end
      local origin = has[2] and has[2] + 0 or originOf(beginsAt, now, e, jt)
      local offset = has[3] and has[3] + 0 or 0
      if not has[1] and guard == 'highWater' then
        offset = math.max(0, n - rest[head + 4])
      end
      local sets = {}
      for i = 1, count do
        local field, want, answer = rest[at + i * 2 - 1], rest[at + i * 2], nil
        local wanted, sign, replay, textAt, lifted = tonumber(want), string.sub(want, 1, 1), nil, nil, nil
        if not wanted then
          if sign == '^' or sign == '>' then
            lifted, wanted = string.sub(want, 2) + 0, 0
          else
            wanted, replay, textAt = string.match(want, '^(%d+) (%d+) (%S+)$')
            wanted, replay = wanted + 0, replay + 0
            if isReplayed(replay) then
              answer = 'r' .. replay
            end
          end
        end
        answer = answer or now >= closesAt and 'c'
        if not answer then
          local key = p .. ' ' .. field
          local last, till = lasts[key], tills[key]
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
            lasts[key], tills[key] = to, till
            if sign == '^' and to > last then
              advances[#advances + 1] = exact(last) .. ' ' .. exact(to) .. ' ' .. rest[head] .. ' ' .. field
            end
            if to > last or lifted then
              sets[#sets + 1] = field
              sets[#sets + 1] = written(to, origin, till)
            end
            if lifted then
              sets[#sets + 1] = '!' .. field
              sets[#sets + 1] = to
            end
            if replay then
              giveTo(replay, last + step, exact(wanted), textAt, now)
            end
            answer = sign == '>' and to > last and 'u' .. exact(to) or to < 1e14 and to or exact(to)
          end
        end
        answers[#answers + 1] = answer
      end
      at = at + 2 * count
      writes[p] = { sets, origin, not has[1], offset }
    end

    local mustWait = isGuarded and ceilingTrouble(guard, isYoung, now, n, taken)
    if mustWait then
      return clock .. ' ' .. mustWait
    end
    makeRoom(raised)
    n = n + taken + raised
    local marks = { 'n', exact(n), '@' .. member, exact(n), 'q', exact(isGuarded and quietUpTo(guard, isYoung, now) or 0) }
    if not isYoung and not was[15] then
      redis.call('HSET', register, 'st', 1)
    end
    for p = 1, periods do
      local sets, origin, isNew, offset = unpack(writes[p])
      if #sets > 0 then
        local period = rest[p * 6 - 5]
        for _, text in ipairs({ '#n', exact(n), unpack(isNew and { '#o', origin, '#b', offset } or {}) }) do
          sets[#sets + 1] = text
        end
        if e > 0 then
          sets[#sets + 1] = '#e'
          sets[#sets + 1] = e
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
    for i = 1, #advances do
      note(now, 'advanced', advances[i])
    end
    local reply = { clock .. ' took ' .. exact(n) .. ' ' .. safe .. ' ' .. (was[12] or '-') .. ' ' .. table.concat(answers, ' ') }
    writeReplays(reply)
    return reply[2] and reply or reply[1]
  `,
  parse: readShardReply,
});
