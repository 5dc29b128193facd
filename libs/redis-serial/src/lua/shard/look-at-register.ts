import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';
import { storeHolders } from './guard-of-members.js';
import { beginRecovery, recoveryTrouble, serverIdentity } from './register.record.js';

/**
 * Lua `lookAtRegister(time, now, more)`: whether the process may take numbers of the shard. Answers:
 * - the fields `v id g n rec born e J jt sk cv r @ + st ~` and then `more`; and how many they are without these;
 * - what keeps it from it, or nil;
 * - whether the shard is so young that nothing has to be old yet;
 * - the server's identity, where the process is as good as any old member under it, or '-'.
 */
export const lookAtRegister = defineFragment({
  uses: [exact, serverIdentity, beginRecovery, recoveryTrouble, storeHolders],
  wants: ['register', 'member', 'w', 'vouched', 'covers'],
  source: /* lua */ `
    local function lookAtRegister(time, now, more)
      local names = { 'v', 'id', 'g', 'n', 'rec', 'born', 'e', 'J', 'jt', 'sk', 'cv', 'r', '@' .. member, '+' .. member,
        'st', '~' .. member }
      local known = #names
      for i = 1, #more do
        names[known + i] = more[i]
      end
      local was = redis.call('HMGET', register, unpack(names))
      local guard, own = was[3], was[13]
      if not was[1] then
        return was, known, 'unknown'
      end
      local isGuarded = guard ~= 'none'
      local server = isGuarded and serverIdentity() or was[2]
      if isGuarded and (server ~= '-' and was[2] ~= server or not was[5] and own and own + 0 < w) then
        return was, known, recoveryTrouble(beginRecovery(server ~= '-' and server or was[2], now, time[2]))
      end
      if was[5] then
        return was, known, recoveryTrouble(was[5], redis.call('HGET', register, 'base'))
      end
      if not own then
        return was, known, 'join'
      end
      -- What the strongest member wants holds for all.
      covers = math.max(covers, was[11] + 0)
      local isYoung, age = not was[15] and now - was[6] < covers, now - was[14]
      local isConfirmed = was[16] and string.sub(was[16], -2) == ' 1'
      local skips = vouched == 'skip' and was[10] and now - was[10] >= covers
      if isGuarded and vouched ~= server then
        if guard == 'highWater' then
          return was, known, 'fresh 0' .. holdersOf(redis.call('HGETALL', register), member, time[2])
        elseif not isYoung and age < covers and not isConfirmed and not skips then
          return was, known, 'fresh ' .. exact(covers - age)
        end
      end
      local isSafe = vouched == server or (age >= covers or isConfirmed) and not isYoung
      return was, known, nil, isYoung, isSafe and server or '-'
    end
  `,
});
