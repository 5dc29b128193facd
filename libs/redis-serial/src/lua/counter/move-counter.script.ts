import { EXACT } from '../common.js';
import { definePositional } from '../positional.js';
import { OPEN_COUNTER } from './counter-functions.js';
import {
  type CensusKey,
  GUARD_COUNTER,
  readUnguarded,
  type GuardArgs,
  type Unguarded,
} from './guard-counter.js';

/** Where the counter stands, and the server's clock in ms since 1970; `value` is absent where no number was taken. */
export type CounterReading =
  | { readonly outcome: 'read'; readonly now: number; readonly value: number | undefined }
  | { readonly outcome: 'otherTime'; readonly now: number }
  | Unguarded;

/**
 * Lifts the counter so that no number up to `floor` is given any more, by putting it to the last number up to there
 * unless it stands higher; 'none' only reads it. Replies [seconds, µs] of the clock in a time that the caller did not
 * take it to be in, and else adds where the counter stands or ''; or what `GUARD_COUNTER` says, in two.
 */
export const moveCounter = definePositional<{
  keys: [counter: string, ...census: CensusKey[]];
  args: [
    fromSecond: number,
    toSecond: number,
    floor: number | 'none',
    last: number,
    base: number,
    expiresAt: number | 'never',
    ...guard: [...guard: GuardArgs, highest: number] | [],
  ];
  reply: CounterReading;
}>({
  name: 'moveCounter',
  source:
    EXACT +
    OPEN_COUNTER +
    /* lua */ `
    local floor, last, base, expiresAt = ARGV[3], ARGV[4], ARGV[5], ARGV[6]

    local reply = redis.call('TIME')
    local second = reply[1] + 0
    if second < ARGV[1] + 0 or second >= ARGV[2] + 0 then
      return reply
    end

    if ARGV[7] then
      ${GUARD_COUNTER}
      local by = 0
      if floor ~= 'none' then
        by = math.max(0, last - (redis.call('HGET', KEYS[1], 'last') or base))
      end
      local trouble = guardCounter(KEYS[1], ARGV[7], ARGV[8], ARGV[9], by, ARGV[10], base, expiresAt, reply[2])
      if trouble then
        local word, rest = string.match(trouble, '^(%S+) (.*)$')
        return { reply[1], reply[2], word, rest }
      end
    end

    if floor ~= 'none' then
      openCounter(KEYS[1], base, expiresAt)
      if redis.call('HGET', KEYS[1], 'last') + 0 < last + 0 then
        redis.call('HSET', KEYS[1], 'last', last)
      end
      if (redis.call('HGET', KEYS[1], 'floor') or -1) + 0 < floor + 0 then
        redis.call('HSET', KEYS[1], 'floor', floor)
      end
    end

    local stands = redis.call('HMGET', KEYS[1], 'last', 'floor')
    reply[3] = ''
    if stands[1] or stands[2] then
      reply[3] = exact(math.max(stands[1] or base, stands[2] or base))
    end
    return reply
  `,
  parse: (reply) => {
    const [seconds, micros, value, rest] = reply as [string, string, string?, string?];
    const now = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
    if (value === undefined) return { outcome: 'otherTime', now };
    const unguarded = readUnguarded(now, value, rest);
    if (unguarded) return unguarded;
    return { outcome: 'read', now, value: value === '' ? undefined : Number(value) };
  },
});
