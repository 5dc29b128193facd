import { exact } from '../common.js';
import { list } from '../declaration.js';
import { defineScript } from '../script.js';
import { clockMs } from './register.record.js';

/**
 * Keeps counters of periods that are open for longer, since `retention` was made longer: never for less. `until` says
 * for each when they expire then, in ms since 1970, or `never`; `retention` is that by which all of them were looked
 * through now. The register lives as long as its counters.
 */
export const keepPeriods = defineScript({
  name: 'keepPeriods',
  keys: ['register', 'history', list('hashes')],
  args: ['retention', list('rest')],
  uses: [exact, clockMs],
  source: /* lua */ `
    local now = clockMs(redis.call('TIME'))
    local function keep(key, till)
      if till == 'never' then
        redis.call('PERSIST', key)
        return
      end
      local left = redis.call('PTTL', key)
      if left >= 0 and now + left < till + 0 then
        redis.call('PEXPIREAT', key, till)
      end
    end
    for p = 1, #hashes do
      local period, till = rest[p * 2 - 1], rest[p * 2]
      local opened, known = string.match(redis.call('HGET', register, 'p' .. period) or '', '^(%-?%d+) (.+)$')
      local isOpen = opened and known ~= 'never' and known + 0 > now
      if isOpen and (till == 'never' or till + 0 > known + 0) then
        keep(hashes[p], till)
        keep(register, till)
        keep(history, till)
        redis.call('HSET', register, 'p' .. period, exact(opened + 0) .. ' ' .. till)
      end
    end
    if redis.call('EXISTS', register) == 1 then
      redis.call('HSET', register, 'ret', retention)
    end
    return 1
  `,
  parse: () => undefined,
});
