import { exact } from '../common.js';
import { whole, wholeOr, wholeText } from '../declaration.js';
import { defineScript } from '../script.js';
import { lastAndFloor, lastTaken, liftCounterTo, openCounter } from './counter.record.js';
import { censusKey, guardArgs, guardCounter, readUnguarded, type Unguarded } from './guard-counter.js';

/** Where the counter stands, and the server's clock in ms since 1970; `value` is absent where no number was taken. */
export type CounterReading =
  | { readonly outcome: 'read'; readonly now: number; readonly value: number | undefined }
  | { readonly outcome: 'otherTime'; readonly now: number }
  | Unguarded;

/**
 * Lifts the counter so that no number up to `floor` is given any more, by putting it to the last number up to there
 * unless it stands higher; 'none' only reads it. Replies [seconds, µs] of the clock in a time that the caller did not
 * take it to be in, and else adds where the counter stands or ''; or what `guardCounter` says, in two.
 */
export const moveCounter = defineScript({
  name: 'moveCounter',
  keys: ['counter', censusKey],
  args: [
    whole('fromSecond'),
    whole('toSecond'),
    wholeOr('floor', 'none'),
    whole('last'),
    whole('highest'),
    wholeText('base'),
    wholeOr('expiresAt', 'never'),
    ...guardArgs,
  ],
  uses: [exact, lastTaken, openCounter, liftCounterTo, lastAndFloor, guardCounter],
  source: /* lua */ `
    local reply = redis.call('TIME')
    local second = reply[1] + 0
    if second < fromSecond or second >= toSecond then
      return reply
    end

    local trouble, run
    if guard then
      local by = 0
      if floor ~= 'none' then
        by = math.max(0, last - (lastTaken() or base))
      end
      trouble, run = guardCounter(by, reply[2])
      if trouble then
        local word, rest = string.match(trouble, '^(%S+) (.*)$')
        return { reply[1], reply[2], word, rest }
      end
    end

    if floor ~= 'none' then
      openCounter(run)
      liftCounterTo(last, floor)
    end

    local stands, lifted = lastAndFloor()
    reply[3] = ''
    if stands or lifted then
      reply[3] = exact(math.max(stands or base, lifted or base))
    end
    return reply
  `,
  parse: (reply): CounterReading => {
    const [seconds, micros, value, rest] = reply as [string, string, string?, string?];
    const now = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
    if (value === undefined) return { outcome: 'otherTime', now };
    const unguarded = readUnguarded(now, value, rest);
    if (unguarded) return unguarded;
    return { outcome: 'read', now, value: value === '' ? undefined : Number(value) };
  },
});
