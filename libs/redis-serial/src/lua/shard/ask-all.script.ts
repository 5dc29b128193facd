import { list, whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { beginRecovery, clockMs, serverIdentity } from './register.record.js';

/**
 * Begins a recovery although no loss was seen, for data may have been put back by hand: all that are `asked` are waited
 * for beside the members, and its name, `asked…`, has each of them tell all that it was ever given. Replies its name
 * and the shard's `n`; those of one that is under way, if somebody asked for it; nothing where Redis knows of no shard.
 */
export const askAll = defineScript({
  name: 'askAll',
  keys: ['register'],
  args: [whole('hearWithin'), whole('skip'), list('asked')],
  uses: [clockMs, serverIdentity, beginRecovery],
  source: /* lua */ `
    local time = redis.call('TIME')
    local was = redis.call('HMGET', register, 'v', 'id', 'rec', 'base')
    if not was[1] then
      return {}
    end
    if was[3] and string.sub(was[3], 1, 5) == 'asked' then
      return { was[3], was[4] }
    end
    local server = serverIdentity()
    local _, base = beginRecovery(server ~= '-' and server or was[2], clockMs(time), time[2])
    local rec = 'asked' .. time[1] .. time[2]
    redis.call('HSET', register, 'r', rec, 'rec', rec)
    for i = 1, #asked do
      redis.call('HSET', register, '?' .. asked[i], 1)
    end
    return { rec, base }
  `,
  parse: (reply): Begun | undefined => {
    const [recovery, base] = reply as string[];
    return recovery === undefined ? undefined : { recovery, base: Number(base) };
  },
});

/** A recovery that somebody asked for. */
export interface Begun {
  readonly recovery: string;
  readonly base: number;
}
