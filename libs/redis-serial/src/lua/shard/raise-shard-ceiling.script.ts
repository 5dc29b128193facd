import { exact } from '../common.js';
import { flag, whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { beginRecovery, clockMs, serverIdentity } from './register.record.js';

/**
 * Lets a shard's `n` rise to a ceiling that the store has recorded, unless it has lost something meanwhile. Where the
 * store had more than the shard has (`suspects`), a recovery begins: a loss may have left no other trace. So it does
 * where the store does not know the register (`knows` says that it does): somebody without it has made that anew.
 * Replies 1 where the ceiling holds.
 */
export const raiseShardCeiling = defineScript({
  name: 'raiseShardCeiling',
  keys: ['register'],
  args: [whole('ceiling'), flag('suspects'), flag('knows'), whole('hearWithin'), whole('skip')],
  uses: [exact, clockMs, serverIdentity, beginRecovery],
  source: /* lua */ `
    local time = redis.call('TIME')
    local was = redis.call('HMGET', register, 'id', 'rec', 'c', 'g', 'q', 'kn')
    local server = serverIdentity()
    if not was[1] or was[2] or server ~= '-' and was[1] ~= server then
      return 0
    end
    if suspects then
      if was[3] + 0 < ceiling or not was[6] then
        beginRecovery(was[1], clockMs(time), time[2])
      end
      if not was[6] then
        -- Whatever it has given since, it may have begun anew: all goes on above the whole ceiling.
        redis.call('HSET', register, 'base', 0)
      end
      return 0
    end
    if knows then
      redis.call('HSET', register, 'kn', 1)
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
