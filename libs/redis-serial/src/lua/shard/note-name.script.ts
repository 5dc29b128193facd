import { wholeOr } from '../declaration.js';
import { defineScript } from '../script.js';

/**
 * Notes the name of a series among those whose texts have the same shape, for as long as one of them may be known to
 * Redis (`ttlMs`). Replies some of the other names where this one is new, else nothing.
 */
export const noteName = defineScript({
  name: 'noteName',
  keys: ['names'],
  args: ['name', wholeOr('ttlMs', 'never')],
  source: /* lua */ `
    local isNew = redis.call('SADD', names, name) == 1
    local known, left = redis.call('SCARD', names), redis.call('PTTL', names)
    if ttlMs == 'never' then
      redis.call('PERSIST', names)
    elseif isNew and known == 1 or left >= 0 and left < ttlMs + 0 then
      redis.call('PEXPIRE', names, ttlMs)
    end
    if not isNew or known == 1 then
      return {}
    end
    local others, some = {}, redis.call('SRANDMEMBER', names, 8)
    for i = 1, #some do
      if some[i] ~= name then
        others[#others + 1] = some[i]
      end
    end
    return others
  `,
  parse: (reply): string[] => (reply as unknown[]).map(String),
});
