import { exact } from '../common.js';
import { whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { standOf } from './counters.record.js';

/**
 * Tells where a counter stands, and writes nothing. Replies `seconds µs` in another time, else adds where it stands, or
 * `new` where no number of it was taken.
 */
export const readFromShard = defineScript({
  name: 'readFromShard',
  keys: ['register', 'hash'],
  args: ['field', whole('fromSecond'), whole('toSecond'), whole('step'), whole('base')],
  uses: [exact, standOf],
  source: /* lua */ `
    local time = redis.call('TIME')
    local clock = time[1] .. ' ' .. time[2]
    local second = time[1] + 0
    if second < fromSecond or second >= toSecond then
      return clock
    end
    local was = redis.call('HMGET', register, 'e', 'J')
    local has = redis.call('HMGET', hash, field, '#o', '#b')
    if not was[1] or not has[1] and not has[3] then
      return clock .. ' new'
    end
    knowJumps(was[1] + 0, was[2] + 0)
    local last = stand(has[1], (has[2] or 0) + 0, (has[3] or 0) + 0)
    return clock .. ' ' .. exact(last)
  `,
  parse: (reply): ShardReading => {
    const [seconds, micros, value] = String(reply).split(' ');
    const now = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
    if (value === undefined) return { outcome: 'otherTime', now };
    return { outcome: 'read', now, value: value === 'new' ? undefined : Number(value) };
  },
});

/** What the script replies. */
export type ShardReading =
  | { readonly outcome: 'otherTime'; readonly now: number }
  | { readonly outcome: 'read'; readonly now: number; readonly value: number | undefined };
