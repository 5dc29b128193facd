import { exact } from '../common.js';
import { list, whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { clockMs } from './register.record.js';

/**
 * Has a recovery wait for all processes that listen, since some may have issued whose registration was lost. From now
 * on they have their time to answer, and the shard is young again: nobody waits until a registration that was lost is
 * aged anew. Replies 1; 0, with nothing done, where it is another recovery, or they were asked
 * already.
 */
export const askListeners = defineScript({
  name: 'askListeners',
  keys: ['register'],
  args: ['recovery', whole('hearWithin'), list('asked')],
  uses: [exact, clockMs],
  source: /* lua */ `
    local now = clockMs(redis.call('TIME'))
    local was = redis.call('HMGET', register, 'rec', '?*')
    if was[1] ~= recovery or not was[2] then
      return 0
    end
    redis.call('HDEL', register, '?*')
    redis.call('HSET', register, 'until', exact(now + hearWithin), 'born', exact(now))
    for i = 1, #asked do
      redis.call('HSET', register, '?' .. asked[i], 1)
    end
    return 1
  `,
  parse: (reply) => reply === 1,
});
