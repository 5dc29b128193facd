import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';
import { noteEvent } from './history.record.js';

/** What a process that issues numbers of a shard is called there. */
export type MemberKind = 'fenced' | 'highWater' | 'none';

/**
 * The register of a shard is a hash under a script's key `register`. It has what all counters of the shard share:
 * - `v`: the layout; `fp` and `def`: the fingerprint of the series, and its description as JSON;
 *   `d<fp>`: those that it had before;
 * - `g`: the strongest durability of a member: 'none', 'fenced' or 'highWater';
 * - `born`: when it was made, or all were asked who they are, in ms; `id`: the identity of the server that wrote last;
 * - `n`: how many numbers were taken in the shard, ever, over all periods;
 * - `c2 t2`, `c t1`: the ceiling of `n` recorded last and the one before, each with its time; `n2`: `n` at the last;
 *   `bw`: whether somebody had to wait for it; `q`: up to where `n` may go without looking at any of these;
 * - `e`: how many jumps there were; `J`: how far all of them went, in numbers; `J<k>`: how far the first k; `jt`: when
 *   the last was;
 * - `o<period>`: `n` at the last write of the period's counters, or `w<ms>` until when nothing is taken in a period
 *   that has not begun; `p<period>`: `n` at its opening, and when it expires;
 * - `@<member>`: `n` after its last take; `+<member>`: when it joined, in ms; `&<member>`: its durability;
 *   `~<member>`: what it takes for safe beside age, 'disk' or 'replicas', and ' 1' once its registration is there;
 * - `a`: a ceiling that is safe without being old, and `ak`: for who takes which of these for safe;
 * - `m`: how many ever joined; `cv`: the longest `covers` of a member, in ms; `sk`: since when members may issue before
 *   they are aged; `st`: set once it is older than `covers`, so that who issues is aged;
 *   `ret`: the retention with which somebody last saw to it that all open periods are kept for as long;
 *   `src`: set where the numbers are claimed from a store; `kn`: set where a store knows this register;
 * - `r`: the name of the last recovery, or one from when the register was made: what was told before it may be lost;
 * - while a recovery is under way, `rec`: its name; `until`: when it ends at the latest, in ms; `base`: `n` as it was
 *   found; `?<member>` for each that was not heard yet, `?*` as long as all who listen are still to be asked. After
 *   everything was lost nobody knows the members: then all are asked, too (`survey`).
 *
 * Lua `serverIdentity()`: what no other server has and this one not before its last start or promotion; '-' where
 * scripts may not read it.
 */
export const serverIdentity = defineFragment({
  source: /* lua */ `
    local function serverIdentity()
      local info = redis.pcall('INFO', 'replication')
      local id = type(info) == 'string' and string.match(info, 'master_replid:(%x+)')
      if id and #id >= 16 then
        return id
      end
      return '-'
    end
  `,
});

/** Lua `clockMs(time)`: what TIME replied, in whole milliseconds. */
export const clockMs = defineFragment({
  source: /* lua */ `
    local function clockMs(time)
      return time[1] * 1000 + math.floor(time[2] / 1000)
    end
  `,
});

/**
 * Lua `beginRecovery(id, now, micros)`: a loss was seen; nothing is taken until all members are heard, or their time is
 * over. A second loss in the middle of a recovery does not hide the first: the lower base is kept. Where members may
 * have issued whose registration was lost, in a register that is not settled, or who were heard in a survey that was,
 * all processes that listen are to be asked. A store counts its members, so that there nobody is missed.
 */
export const beginRecovery = defineFragment({
  uses: [exact],
  wants: ['register', 'hearWithin', 'skip'],
  source: /* lua */ `
    local function beginRecovery(id, now, micros)
      local all = redis.call('HGETALL', register)
      -- What had reached the disk or the replicas of one server need not have reached those of the next one.
      local was, out, gone = {}, {}, { 'q', 'a', 'ak' }
      for i = 1, #all, 2 do
        local name, kind = all[i], string.sub(all[i], 1, 1)
        was[name] = all[i + 1]
        if kind == '@' then
          out[#out + 1] = '?' .. string.sub(name, 2)
          out[#out + 1] = '1'
        elseif kind == '?' then
          gone[#gone + 1] = name
        elseif kind == '~' then
          out[#out + 1] = name
          out[#out + 1] = string.match(all[i + 1], '^%a+')
        end
      end
      -- Those who are asked in a survey are in no list of members: they are waited for still.
      if was.survey and was.g ~= 'highWater' then
        gone = { 'q', 'a', 'ak' }
      else
        gone[#gone + 1] = 'survey'
      end
      redis.call('HDEL', register, unpack(gone))
      if was.g == 'fenced' and (was.survey or not was.st) then
        out[#out + 1] = '?*'
        out[#out + 1] = '1'
      end
      if #out > 0 then
        redis.call('HSET', register, unpack(out))
      end
      local n = was.n + 0
      local base = was.rec and math.min(was.base, n) or n
      local rec = string.sub(id, 1, 8) .. micros
      redis.call('HSET', register, 'id', id, 'r', rec, 'rec', rec, 'base', base, 'until', exact(now + hearWithin))
      if not was.rec and was.g == 'fenced' then
        -- To be aged by the time at which the recovery may end with a jump up to the present one.
        redis.call('HSET', register, 'c', was.c2, 't1', was.t2, 'c2', exact(2 * was.c2 - n + skip), 't2', exact(now))
      end
      return rec, base
    end
  `,
});

/**
 * Lua `recoveryTrouble(rec, base)`: the words that tell a caller of the recovery under way.
 */
export const recoveryTrouble = defineFragment({
  uses: [exact],
  source: /* lua */ `
    local function recoveryTrouble(rec, base)
      return 'recovering ' .. rec .. ' ' .. exact(base + 0)
    end
  `,
});

/**
 * Lua `endExactly(now)`: all members were heard, so that nothing is left out. `endAbove(now, to)`: some were not; all
 * that they may have been given lies below a ceiling, which the counters jump to. Both forget the recovery.
 */
export const endRecovery = defineFragment({
  uses: [exact, noteEvent],
  wants: ['register'],
  source: /* lua */ `
    local function forgetRecovery()
      local names = redis.call('HKEYS', register)
      local gone, unheard, heard = { 'rec', 'base', 'until', 'survey' }, 0, 0
      for i = 1, #names do
        local kind, member = string.sub(names[i], 1, 1), string.sub(names[i], 2)
        if kind == '@' and redis.call('HEXISTS', register, '?' .. member) == 0 then
          heard = heard + 1
        elseif kind == '?' then
          unheard = unheard + 1
          for _, kind in ipairs({ '?', '@', '+', '&', '~' }) do
            gone[#gone + 1] = kind .. member
          end
        end
      end
      redis.call('HDEL', register, unpack(gone))
      return heard, unheard
    end
    local function endExactly(now)
      local was = redis.call('HMGET', register, 'g', 'c', 't1', 'survey', 'n', 'c2', 'rec')
      local heard, unheard = forgetRecovery()
      -- A survey that found nothing was of a new shard.
      if not was[4] or was[5] + 0 > 0 then
        note(now, 'recovered', heard .. ' ' .. unheard .. ' ' .. was[7])
      end
      if was[4] then
        local higher = exact(was[5] + was[6])
        redis.call('HSET', register, 'n2', was[5], 'c', higher, 'c2', higher)
        return
      end
      if was[1] == 'fenced' then
        redis.call('HSET', register, 'c2', was[2], 't2', was[3])
      end
    end
    local function endAbove(now, to)
      local was = redis.call('HMGET', register, 'e', 'J', 'n', 'base', 'rec')
      local jump = math.max(0, to - was[4])
      local heard, unheard = forgetRecovery()
      if jump > 0 then
        -- Not only up to the ceiling: n has to account for all that counters jump over.
        local n = exact(was[3] + jump)
        redis.call('HSET', register, 'J' .. was[1], was[2], 'e', was[1] + 1, 'J', exact(was[2] + jump))
        redis.call('HSET', register, 'jt', exact(now), 'n', n, 'n2', n)
      end
      note(now, 'jumped', exact(jump) .. ' ' .. heard .. ' ' .. unheard .. ' ' .. was[5])
    end
  `,
});
