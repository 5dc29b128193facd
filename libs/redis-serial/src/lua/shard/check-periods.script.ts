import { list } from '../declaration.js';
import { defineScript } from '../script.js';
import { renewPeriod } from './period.record.js';
import { clockMs } from './register.record.js';

/**
 * Renews the counters of these periods where they say another `n` than the register: somebody deleted or put them back
 * by themselves. Replies which other periods the register has; does nothing while a recovery is under way.
 */
export const checkPeriods = defineScript({
  name: 'checkPeriods',
  keys: ['register', 'history', list('hashes')],
  args: [list('periods')],
  uses: [clockMs, renewPeriod],
  source: /* lua */ `
    local now = clockMs(redis.call('TIME'))
    local was = redis.call('HMGET', register, 'rec', 'e', 'n')
    if was[1] or not was[3] then
      return {}
    end
    local named = {}
    for p = 1, #periods do
      named[periods[p]] = true
      local has = redis.call('HMGET', register, 'o' .. periods[p], 'p' .. periods[p])
      local expiresAt = has[2] and string.match(has[2], ' (.+)$')
      local isOpen = expiresAt and (expiresAt == 'never' or now < expiresAt + 0)
      local had = redis.call('HGET', hashes[p], '#n')
      local awaits = has[1] and string.sub(has[1], 1, 1) == 'w'
      if isOpen and has[1] and not awaits and had ~= has[1] then
        renewPeriod(hashes[p], periods[p], expiresAt, (had or 0) + 0, now, was[2] + 0, redis.call('HGET', register, 'n') + 0)
      end
    end
    local names, others = redis.call('HKEYS', register), {}
    for i = 1, #names do
      local period = string.sub(names[i], 2)
      if string.sub(names[i], 1, 1) == 'p' and not named[period] then
        others[#others + 1] = period
      end
    end
    return others
  `,
  parse: (reply): string[] => (reply as unknown[]).map(String),
});
