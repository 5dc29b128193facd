import { EXACT } from '../common.js';
import { definePositional } from '../positional.js';
import { OPEN_COUNTER } from './counter-functions.js';
import { SERVER_RUN } from './guard-counter.js';

/**
 * Puts a counter of which something was lost above all that may have been given, with a ceiling that is recorded. Replies
 * 1; or 0, with nothing done, when the loss is not the one for which the store was asked: somebody has recovered it since,
 * or there was another one. See `GUARD_COUNTER` for `recovery`.
 */
export const recoverCounter = definePositional<{
  keys: [counter: string];
  args: [recovery: string, floor: number, ceiling: number, base: number, expiresAt: number | 'never'];
  reply: boolean;
}>({
  name: 'recoverCounter',
  source:
    EXACT +
    SERVER_RUN +
    OPEN_COUNTER +
    /* lua */ `
    local key, recovery, floor = KEYS[1], ARGV[1], ARGV[2] + 0
    runToKeep = serverRun()
    if redis.call('HGET', key, 'recovery') ~= recovery or string.match(recovery, '^(.*):') ~= runToKeep then
      return 0
    end
    openCounter(key, ARGV[4], ARGV[5])
    local last = math.max(redis.call('HGET', key, 'last') + 0, floor)
    redis.call('HSET', key, 'last', exact(last), 'run', runToKeep, 'ceiling', ARGV[3])
    redis.call('HDEL', key, 'recovery')
    return 1
  `,
  parse: (reply) => Number(reply) === 1,
});
