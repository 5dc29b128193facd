import { exact } from '../common.js';
import { list, whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { standOf, writtenStand } from './counters.record.js';
import { serverIdentity } from './register.record.js';

/**
 * Puts a counter back below numbers that were taken and never used, the latest run first, as far as nobody took later
 * ones and nobody lifted the counter above them; none after a loss, or for who is no member any more. The shard's `n`
 * stays. `bounds` has the first and the last number of each run. Replies how many runs were taken back.
 */
export const giveBackToShard = defineScript({
  name: 'giveBackToShard',
  keys: ['register', 'hash'],
  args: ['member', 'field', 'period', whole('step'), whole('base'), list(whole('bounds'))],
  uses: [exact, standOf, writtenStand, serverIdentity],
  source: /* lua */ `
    local was = redis.call('HMGET', register, 'id', 'rec', 'g', '@' .. member, 'e', 'J', 'o' .. period)
    local server = serverIdentity()
    if not was[4] or was[2] or was[3] ~= 'none' and server ~= '-' and was[1] ~= server then
      return 0
    end
    local has = redis.call('HMGET', hash, field, '!' .. field, '#o', '#n')
    if not has[1] or has[4] ~= was[7] then
      return 0
    end
    knowJumps(was[5] + 0, was[6] + 0)
    local origin = has[3] + 0
    local last, back = stand(has[1], origin, 0), 0
    for run = 1, #bounds, 2 do
      local below = bounds[run] - step
      if last ~= bounds[run + 1] or has[2] and below < has[2] + 0 then
        break
      end
      last, back = below, back + 1
    end
    if back > 0 then
      redis.call('HSET', hash, field, written(last, origin))
    end
    return back
  `,
  parse: Number,
});
