import { oneOf, whole, wholeOr, wholeText } from '../declaration.js';
import { defineScript } from '../script.js';
import { readFree } from './free.record.js';
import { noteLoss } from './note-loss.js';
import { voidNumber } from './voided.record.js';

/** The outcome, and the server's clock in milliseconds since 1970. */
export type VoidedFree =
  | {
      readonly outcome: 'voided';
      readonly now: number;
      /** The numbers, lowest first; none when no more are free. */
      readonly values: readonly number[];
    }
  | { readonly outcome: 'otherTime'; readonly now: number };

/**
 * Voids free numbers, the lowest ones, up to `most`. After a loss it voids none: they may have been given since.
 * Replies [seconds, µs] of the clock. If the time is in the span that the caller expected, the numbers follow.
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
