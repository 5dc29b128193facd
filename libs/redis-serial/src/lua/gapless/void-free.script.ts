import { oneOf, whole, wholeOr, wholeText } from '../declaration.js';
import { defineScript } from '../script.js';
import { readFree } from './free.record.js';
import { noteLoss } from './note-loss.js';
import { voidNumber } from './voided.record.js';

/** What came of it, and the server's clock in ms since 1970. */
export type VoidedFree =
  | {
      readonly outcome: 'voided';
      readonly now: number;
      /** Lowest first; none when no more are free. */
      readonly values: readonly number[];
    }
  | { readonly outcome: 'otherTime'; readonly now: number };

/**
 * Voids numbers that are free, the lowest, so many at most. After a loss none is: it may have been given since. Replies
 * [seconds, µs] of the clock in a time that the caller did not take it to be in, and else adds the numbers.
 */
export const voidFree = defineScript({
  name: 'voidFree',
  keys: ['counter', 'pending', 'reserved', 'free', 'voided', 'lost'],
  args: [
    wholeOr('expiresAt', 'never'),
    whole('fromSecond'),
    whole('toSecond'),
    wholeText('textAt'),
    'why',
    whole('graceMs'),
    oneOf('guard', 'fenced', 'highWater', 'none'),
    whole('most'),
  ],
  uses: [noteLoss, readFree, voidNumber],
  source: /* lua */ `
    local time = redis.call('TIME')
    local second = time[1] + 0
    if second < fromSecond or second >= toSecond then
      return time
    end
    local now = second * 1000 + math.floor(time[2] / 1000)
    if guard ~= 'none' then
      noteLoss(now, graceMs)
    end
    local values = {}
    for _, member in ipairs(redis.call('ZRANGE', free, 0, most - 1)) do
      local value = readFree(member)
      redis.call('ZREM', free, member)
      voidNumber(value, textAt, now, why)
      table.insert(values, value)
    end
    return { time[1], time[2], values }
  `,
  parse: (reply): VoidedFree => {
    const [seconds, micros, values] = reply as [string, string, string[]?];
    const now = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
    return values ? { outcome: 'voided', now, values: values.map(Number) } : { outcome: 'otherTime', now };
  },
});
