import { defineFragment } from '../fragment.js';

/**
 * Lua `strongestOf(all, kind)`: the strongest durability of the members in `all`, which is what HGETALL replied, and
 * of one that has this kind; nil where there is none.
 *
 * Lua `guardBy(strongest, was)`: from now on the shard is guarded as its strongest member wants it.
 */
export const guardOfMembers = defineFragment({
  wants: ['register'],
  source: /* lua */ `
    local function strongestOf(all, kind)
      local strongest = kind
      for i = 1, #all, 2 do
        if string.sub(all[i], 1, 1) == '&' and (all[i + 1] == 'highWater' or not strongest or strongest == 'none') then
          strongest = all[i + 1]
        end
      end
      return strongest
    end
    local function guardBy(strongest, was)
      redis.call('HSET', register, 'g', strongest)
      if was ~= strongest then
        redis.call('HDEL', register, 'q')
      end
    end
  `,
});

/**
 * Lua `holdersOf(all, member, micros)`: up to three members other than this one that have a store, not always the same
 * ones, each after a blank; none where the member has one itself.
 */
export const storeHolders = defineFragment({
  source: /* lua */ `
    local function holdersOf(all, member, micros)
      local holders, text = {}, ''
      for i = 1, #all, 2 do
        if all[i + 1] == 'highWater' and string.sub(all[i], 1, 1) == '&' then
          if all[i] == '&' .. member then
            return ''
          end
          holders[#holders + 1] = string.sub(all[i], 2)
        end
      end
      for i = 1, math.min(3, #holders) do
        text = text .. ' ' .. holders[(micros + i) % #holders + 1]
      end
      return text
    end
  `,
});
