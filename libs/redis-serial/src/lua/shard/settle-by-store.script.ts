import { exact } from '../common.js';
import { whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { clockMs, endRecovery, serverIdentity } from './register.record.js';

/**
 * Ends the recovery of a shard whose ceiling stands in a store. Nothing is left out where all members were heard and as
 * many processes ever joined as the store says, so that none is missing in the list, of a register that the store
 * knows; else all counters go on above the
 * store's ceiling. `recorded` is the higher one that the store has by now. Replies by how many numbers they go on, or
 * -1, with nothing done, where it is another recovery, or members are still waited for.
 */
export const settleByStore = defineScript({
  name: 'settleByStore',
  keys: ['register', 'history'],
  args: ['recovery', whole('ceiling'), whole('joined'), whole('recorded')],
  uses: [exact, clockMs, serverIdentity, endRecovery],
  source: /* lua */ `
    local now = clockMs(redis.call('TIME'))
    local was = redis.call('HMGET', register, 'rec', 'id', 'm', 'until', 'base', 'survey', 'kn')
    local server = serverIdentity()
    if was[1] ~= recovery or server ~= '-' and was[2] ~= server then
      return -1
    end
    local names = redis.call('HKEYS', register)
    local unheard = 0
    for i = 1, #names do
      if string.sub(names[i], 1, 1) == '?' then
        unheard = unheard + 1
      end
    end
    if unheard > 0 and now < was[4] + 0 then
      return -1
    end
    local jump = 0
    if was[6] or unheard == 0 and was[3] + 0 == joined and was[7] then
      endExactly(now)
    else
      jump = math.max(0, ceiling - was[5])
      endAbove(now, math.max(ceiling, was[5] + 0))
    end
    redis.call('HSET', register, 'c', exact(recorded), 'c2', exact(recorded), 'm', exact(math.max(was[3] + 0, joined)),
      'kn', 1)
    return jump
  `,
  parse: Number,
});
