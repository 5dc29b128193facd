import { whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { clockMs, endRecovery } from './register.record.js';

/** Says how many processes were asked what they know of a shard; the survey ends when all have answered. Replies 1 where
 * that is so already. */
export const expectAnswers = defineScript({
  name: 'expectAnswers',
  keys: ['register', 'history'],
  args: ['recovery', whole('asked')],
  uses: [clockMs, endRecovery],
  source: /* lua */ `
    local was = redis.call('HMGET', register, 'rec', 'heard')
    if was[1] == recovery and was[2] then
      redis.call('HSET', register, 'ask', asked)
      if was[2] + 0 >= asked then
        endExactly(clockMs(redis.call('TIME')))
        return 1
      end
    end
    return 0
  `,
  parse: (reply) => reply === 1,
});
