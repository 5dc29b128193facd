import { exact } from '../common.js';
import { whole, wholeOr, wholeText } from '../declaration.js';
import { defineScript } from '../script.js';
import { takeFromCounter } from './counter.record.js';
import { censusKey, guardArgs, guardCounter, readUnguarded, type Unguarded } from './guard-counter.js';

/** What came of it, and the server's clock in ms since 1970, which belongs into the text of the numbers. */
export type Taken =
  /** `last` is the highest of the numbers. */
  | { readonly outcome: 'taken'; readonly now: number; readonly last: number }
  /** `last` is the highest number that was taken before. */
  | { readonly outcome: 'exhausted'; readonly now: number; readonly last: number }
  | { readonly outcome: 'otherTime'; readonly now: number }
  | Unguarded;

/**
 * Takes consecutive numbers, all or none, if the server's clock lies in a time that the caller took it to be in; `by` 0
 * takes nothing and tells the time. Replies `seconds µs` of the clock in another time, and else adds the highest
 * number; when too few are left it is the highest number taken before, and `short` follows.
 *
 * Every number goes through here, so it does as little as can be: one text is answered sooner than a list.
 */
export const takeNumbers = defineScript({
  name: 'takeNumbers',
  keys: ['counter', censusKey],
  args: [
    whole('fromSecond'),
    whole('toSecond'),
    wholeText('by'),
    whole('highest'),
    wholeText('base'),
    wholeOr('expiresAt', 'never'),
    ...guardArgs,
  ],
  uses: [exact, takeFromCounter, guardCounter],
  source: /* lua */ `
    local time = redis.call('TIME')
    local second = time[1] + 0
    local clock = time[1] .. ' ' .. time[2]
    if second < fromSecond or second >= toSecond then
      return clock
    end
    local trouble, run
    if guard then
      trouble, run = guardCounter(by, time[2])
      if trouble then
        return clock .. ' ' .. trouble
      end
    end
    local last, before = takeFromCounter(by, run)
    if not last then
      return clock .. ' ' .. exact(before) .. ' short'
    end
    -- Lua itself writes 14 digits at most.
    return clock .. ' ' .. (last < 1e14 and last or exact(last))
  `,
  parse: (reply): Taken => {
    const [seconds, micros, last, short] = String(reply).split(' ');
    const now = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
    if (last === undefined) return { outcome: 'otherTime', now };
    const unguarded = readUnguarded(now, last, short);
    if (unguarded) return unguarded;
    return { outcome: short === undefined ? 'taken' : 'exhausted', now, last: Number(last) };
  },
});
