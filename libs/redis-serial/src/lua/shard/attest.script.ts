import { exact } from '../common.js';
import { flag, list, whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { standOf, startOf, writtenStand } from './counters.record.js';
import { openPeriod, renewPeriod } from './period.record.js';
import { beginRecovery, clockMs, endRecovery, recoveryTrouble, serverIdentity } from './register.record.js';

/**
 * A process says what it was given, after a loss: `w` is the highest `n` it was told, and `rest` has for each period
 * `period, expiresAt, beginsAt` and how many counters of it follow, then for all of them the field and the highest
 * number of it. It may take several calls; the last one (`isLast`) strikes it from those who are not heard yet.
 * `named` are those for whom it stands in, since their registration may be lost. `kind` is empty for who is no
 * member.
 *
 * Replies `seconds µs` and a word: `done` where the recovery is over, `heard` where others are waited for, `ask` where
 * all who listen are to be asked first, `none` where there is none, `ready` where the store has to say how it ends, or
 * what else `takeFromShard` says of a recovery.
 */
export const attest = defineScript({
  name: 'attest',
  keys: ['register', 'history', list('hashes')],
  args: [
    'member',
    whole('w'),
    'recovery',
    'kind',
    flag('isLast'),
    whole('hearWithin'),
    whole('skip'),
    whole('step'),
    whole('base'),
    'named',
    list('rest'),
  ],
  uses: [
    exact,
    serverIdentity,
    clockMs,
    standOf,
    startOf,
    writtenStand,
    openPeriod,
    renewPeriod,
    beginRecovery,
    endRecovery,
    recoveryTrouble,
  ],
  source: /* lua */ `
    local time = redis.call('TIME')
    local now = clockMs(time)
    local clock = time[1] .. ' ' .. time[2]
    local was = redis.call('HMGET', register, 'id', 'n', 'rec', 'base', 'e', 'J', 'jt', 'g', 'survey', 'v', 'until', 'c', 'sk')
    if not was[10] then
      return clock .. ' unknown'
    end
    local server = serverIdentity()
    if was[8] ~= 'none' and server ~= '-' and was[1] ~= server then
      return clock .. ' ' .. recoveryTrouble(beginRecovery(server, now, time[2]))
    end
    if not was[3] then
      return clock .. ' none'
    end
    if was[3] ~= recovery then
      return clock .. ' ' .. recoveryTrouble(was[3], was[4])
    end
    local e, jt = was[5] + 0, was[7] + 0
    knowJumps(e, was[6] + 0)
    local n = math.max(was[2] + 0, w)
    local at = #hashes * 4
    for p = 1, #hashes do
      local head = p * 4 - 3
      local period, expiresAt, beginsAt, count = rest[head], rest[head + 1], rest[head + 2] + 0, rest[head + 3] + 0
      local mark = redis.call('HGET', register, 'o' .. period)
      local had, opened, jumped = unpack(redis.call('HMGET', hashes[p], '#n', '#o', '#e'))
      -- A register that was lost alone has forgotten how far the jumps went of which these counters tell.
      local isYounger = not mark and had and math.max(opened or 0, jumped or 0) > 0
      if isYounger or mark and string.sub(mark, 1, 1) ~= 'w' and mark ~= had then
        renewPeriod(hashes[p], period, expiresAt, (had or 0) + 0, now, e, n)
      end
      n = math.max(n, (had or 0) + 0)
      local has = redis.call('HMGET', hashes[p], '#n', '#o', '#b')
      local origin = has[2] and has[2] + 0 or originOf(beginsAt, now, e, jt)
      local offset = (has[3] or 0) + 0
      local sets = { '#n', exact(n), '#o', origin, e > 0 and '#e' or nil, e > 0 and e or nil }
      for i = 1, count do
        local field, last = rest[at + i * 2 - 1], rest[at + i * 2] + 0
        local value = redis.call('HGET', hashes[p], field)
        local stands, till = stand(value, origin, offset)
        if stands < last or not value then
          sets[#sets + 1] = field
          sets[#sets + 1] = written(math.max(last, stands), origin, till)
        end
      end
      at = at + 2 * count
      redis.call('HSET', hashes[p], unpack(sets))
      redis.call('HSET', register, 'o' .. period, exact(n))
      if not has[1] or not mark and not isYounger then
        markOpened(hashes[p], period, was[4] - startOf(origin, offset), expiresAt, now)
      end
    end
    redis.call('HSET', register, 'n', exact(n))
    if not isLast then
      return clock .. ' heard'
    end
    if kind ~= '' then
      if redis.call('HSETNX', register, '&' .. member, kind) == 1 then
        redis.call('HSET', register, '+' .. member, exact(now))
      end
      redis.call('HSET', register, '@' .. member, exact(w))
      for other in string.gmatch(named, '%S+') do
        if redis.call('HSETNX', register, '@' .. other, 0) == 1 then
          redis.call('HSET', register, '+' .. other, exact(now), '&' .. other, kind, '?' .. other, 1)
        end
      end
    end
    redis.call('HDEL', register, '?' .. member)
    local isHeard, names = true, redis.call('HKEYS', register)
    for i = 1, #names do
      if names[i] == '?*' then
        return clock .. ' ask'
      end
      isHeard = isHeard and string.sub(names[i], 1, 1) ~= '?'
    end
    if not isHeard and now < was[11] + 0 then
      return clock .. ' heard'
    end
    if was[8] == 'highWater' then
      return clock .. ' ready'
    end
    -- Who issued before it was old enough may be missing in the list.
    if isHeard and not was[13] then
      endExactly(now)
    else
      endAbove(now, was[9] and was[4] + 0 or was[12] + 0)
    end
    return clock .. ' done'
  `,
  parse: (reply): Attested => {
    const [seconds, micros, word, recovery, base] = String(reply).split(' ');
    const now = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
    if (word === 'recovering') return { outcome: word, now, recovery: recovery ?? '', base: Number(base) };
    return { outcome: word as 'none' | 'done' | 'heard' | 'ask' | 'ready' | 'unknown', now };
  },
});

/** What came of it. */
export type Attested =
  | { readonly outcome: 'none' | 'done' | 'heard' | 'ask' | 'ready' | 'unknown'; readonly now: number }
  | {
      readonly outcome: 'recovering';
      readonly now: number;
      readonly recovery: string;
      readonly base: number;
    };
