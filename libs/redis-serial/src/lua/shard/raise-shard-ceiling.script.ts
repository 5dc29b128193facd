import { exact } from '../common.js';
import { flag, whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { beginRecovery, clockMs, serverIdentity } from './register.record.js';

/**
 * Lets a shard's `n` rise to a ceiling that the store has recorded, unless it has lost something meanwhile. Where the
 * store had more than the shard has (`suspects`), a recovery begins: a loss may have left no other trace. Replies 1
 * where the ceiling holds.
 */
export const raiseShardCeiling = defineScript({
  name: 'raiseShardCeiling',
  keys: ['register'],
  args: [whole('ceiling'), flag('suspects'), whole('hearWithin'), whole('skip')],
  uses: [exact, clockMs, serverIdentity, beginRecovery],
  source: /* lua */ `
    local time = redis.call('TIME')
    local was = redis.call('HMGET', register, 'id', 'rec', 'c', 'g', 'q')
    local server = serverIdentity()
    if not was[1] or was[2] or server ~= '-' and was[1] ~= server then
      return 0
    end
    if suspects then
      if was[3] + 0 < ceiling then
        beginRecovery(was[1], clockMs(time), time[2])
      end
      return 0
    end
    if was[3] + 0 < ceiling then
      local now = exact(clockMs(time))
      redis.call('HSET', register, 'c', exact(ceiling), 'c2', exact(ceiling), 't1', now, 't2', now)
      if was[4] == 'highWater' and was[5] then
        -- Whoever takes need not look closely for that alone: the store has it.
        redis.call('HSET', register, 'q', exact(ceiling))
      end
    end
    return 1
  `,
  parse: (reply) => reply === 1,
});
