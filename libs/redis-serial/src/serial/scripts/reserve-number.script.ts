import { EXACT } from '../../redis/lua-functions.js';
import { defineScript } from '../../redis/lua-script.js';
import { TAKE_NUMBERS } from './counter-functions.js';
import { GUARD_COUNTER, readUnguarded, type GuardArgs, type Unguarded } from './guard-counter.js';
import { LEDGER, SWEEP, type LedgerArgs, type LedgerKeys } from './ledger-functions.js';

/** What came of it, and the server's clock in ms since 1970. */
export type Reserved =
  | {
      readonly outcome: 'reserved';
      readonly now: number;
      readonly value: number;
      readonly token: string;
      /** The instant that its text shows. */
      readonly textAt: number;
      readonly expiresAt: number;
      /** `<value> <token> <instant>` of each that somebody must be asked about. */
      readonly overdue: readonly string[];
    }
  /** `last` is the highest number that was taken before. */
  | { readonly outcome: 'exhausted'; readonly now: number; readonly last: number }
  /** The idempotency key was used for this scope. */
  | { readonly outcome: 'otherScope'; readonly now: number; readonly scope: string }
  | { readonly outcome: 'otherTime'; readonly now: number }
  | Unguarded;

/**
 * Reserves the lowest number that was cancelled, or else the next one; the same again for the same idempotency key, as
 * long as it is reserved or confirmed. Numbers that the counter has jumped over, by a loss or because it lost the last
 * ones, become lost; and after a loss also what was free, for it may have been given since.
 */
export const reserveNumber = defineScript<{
  keys: [...ledger: LedgerKeys, replay: string, ...census: string[]];
  args: [
    ...LedgerArgs,
    fromSecond: number,
    toSecond: number,
    highest: number,
    base: number,
    leaseMs: number,
    /** How long to wait for those who hold lost numbers before anybody is asked about them. */
    graceMs: number,
    token: string,
    textAt: number | 'now',
    replayTtlMs: number | 'none',
    scope: string,
    asks: 0 | 1,
    lossAsks: 0 | 1,
    expiryRecord: string,
    lossRecord: string,
    mostOverdue: number,
    ...guard: GuardArgs | [],
  ];
  reply: Reserved;
}>({
  name: 'reserveNumber',
  source:
    EXACT +
    TAKE_NUMBERS +
    LEDGER +
    SWEEP +
    GUARD_COUNTER +
    /* lua */ `
    local from, to, highest, base = ARGV[4] + 0, ARGV[5] + 0, ARGV[6], ARGV[7]
    local lease, grace = ARGV[8] + 0, ARGV[9] + 0
    local token, textAt, replayTtl, scope = ARGV[10], ARGV[11], ARGV[12], ARGV[13]
    local guard, known, skip = ARGV[19], ARGV[20], ARGV[21]

    local now, time = serverNow()
    if time[1] + 0 < from or time[1] + 0 >= to then
      return { time[1], time[2] }
    end
    if textAt == 'now' then
      textAt = exact(now)
    end

    local function answer(value, whose, at, ends, overdue)
      return { time[1], time[2], 'reserved', value, whose, at, exact(ends), unpack(overdue) }
    end

    if replayTtl ~= 'none' then
      local whose, value, at, other = string.match(redis.call('GET', KEYS[8]) or '', '^(%S+) (%S+) (%S+) (.*)$')
      if value and other ~= scope then
        return { time[1], time[2], 'otherScope', other }
      elseif value and (isConfirmed(value) or reservation(value) == whose) then
        return answer(value, whose, at, redis.call('ZSCORE', pending, value) or now, {})
      end
    end

    if guard then
      local run = serverRun()
      local before = redis.call('HGET', counter, 'ledgerRun')
      if before and before ~= run then
        for _, value in ipairs(redis.call('ZRANGE', free, 0, -1)) do
          value = string.gsub(value, '!', '')
          lose(value, value, now + grace)
        end
        redis.call('DEL', free)
        redis.call('HSET', counter, 'ledgerRun', run)
      end
      local trouble = guardCounter(counter, guard, known, skip, step, highest, base, expiresAt, time[2])
      if trouble then
        local word, rest = string.match(trouble, '^(%S+) (.*)$')
        return { time[1], time[2], word, rest }
      end
      if not before then
        redis.call('HSET', counter, 'ledgerRun', run)
      end
    end

    local overdue = sweep(now, ARGV[14] == '1', ARGV[15] == '1', textAt, ARGV[16], ARGV[17], grace, ARGV[18] + 0)

    local value, again = redis.call('ZRANGE', free, 0, 0)[1], ''
    if value then
      redis.call('ZREM', free, value)
      if string.sub(value, -1) == '!' then
        value, again = string.sub(value, 1, -2), ' !'
      end
    else
      alignCounter(counter, base, step)
      local last, before = takeNumbers(counter, exact(step), highest, base, expiresAt)
      if not last then
        return { time[1], time[2], 'exhausted', exact(before) }
      end
      accountUpTo(last - step, base, now + grace)
      value = exact(last)
      redis.call('HSET', counter, 'accounted', value)
    end

    reserve(value, token, textAt, again, now + lease)
    if replayTtl ~= 'none' then
      redis.call('SET', KEYS[8], token .. ' ' .. value .. ' ' .. textAt .. ' ' .. scope, 'PX', replayTtl)
    end
    return answer(value, token, textAt, now + lease, overdue)
  `,
  parse: (reply) => {
    const [seconds, micros, word, first = '', ...rest] = reply as string[];
    const now = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
    if (word === undefined) return { outcome: 'otherTime', now };
    const unguarded = readUnguarded(now, word, first);
    if (unguarded) return unguarded;
    if (word === 'exhausted') return { outcome: 'exhausted', now, last: Number(first) };
    if (word === 'otherScope') return { outcome: 'otherScope', now, scope: first };
    const [token = '', textAt, expiresAt, ...overdue] = rest;
    return {
      outcome: 'reserved',
      now,
      value: Number(first),
      token,
      textAt: Number(textAt),
      expiresAt: Number(expiresAt),
      overdue,
    };
  },
});
