import { definePositional } from '../positional.js';
import { SERVER_RUN } from './guard-counter.js';

/**
 * Lets a counter go on up to a ceiling that is recorded, unless it may go further already. After a loss nothing is done:
 * the counter has to be recovered first.
 */
export const raiseCeiling = definePositional<{
  keys: [counter: string];
  args: [ceiling: number];
  reply: undefined;
}>({
  name: 'raiseCeiling',
  source:
    SERVER_RUN +
    /* lua */ `
    local stands = redis.call('HMGET', KEYS[1], 'run', 'ceiling', 'recovery')
    if stands[1] == serverRun() and stands[2] and not stands[3] and stands[2] + 0 < ARGV[1] + 0 then
      redis.call('HSET', KEYS[1], 'ceiling', ARGV[1])
    end
    return redis.status_reply('OK')
  `,
  parse: () => undefined,
});
