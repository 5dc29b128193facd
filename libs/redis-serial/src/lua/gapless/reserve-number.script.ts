import { EXACT } from '../common.js';
import { definePositional } from '../positional.js';
import { TAKE_NUMBERS } from '../counter/counter-functions.js';
import { GUARD_COUNTER, readUnguarded, type Unguarded } from '../counter/guard-counter.js';
import { NOTE_LOSS } from './ledger-loss.js';
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
  /**
   * What the idempotency key was given is waiting for an answer whether it is used, as `<value> <token> <instant>`: see to
   * the answer, and try again.
   */
  | { readonly outcome: 'asked'; readonly now: number; readonly overdue: string }
  /** The idempotency key was given one in the period of this instant, under this token: it is to be looked for there. */
  | { readonly outcome: 'otherPeriod'; readonly now: number; readonly token: string; readonly textAt: number }
  /** What the idempotency key was given is neither reserved for it nor confirmed. */
  | { readonly outcome: 'gone'; readonly now: number }
  /** The idempotency key was used for this scope. */
  | { readonly outcome: 'otherScope'; readonly now: number; readonly scope: string }
  | { readonly outcome: 'otherTime'; readonly now: number }
  | Unguarded;

/**
 * Reserves the lowest number that was cancelled, or else the next one; the same again for the same idempotency key, as
 * long as it is reserved or confirmed, and anew if its lease ran out. Numbers that the counter has jumped over, by a loss or
 * because it lost the last ones, become lost.
 */
export const reserveNumber = definePositional<{
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
    period: string,
    /** 'only' looks for what the idempotency key was given; a token is that of what was looked for, and is gone. */
    earlier: 'any' | 'only' | (string & {}),
    asks: 0 | 1,
    lossAsks: 0 | 1,
    expiryRecord: string,
    lossRecord: string,
    mostOverdue: number,
    ...guard: [guard: 'fenced' | 'highWater', known: number | '', skip: number] | [],
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
    NOTE_LOSS +
    /* lua */ `
    local from, to, highest, base = ARGV[4] + 0, ARGV[5] + 0, ARGV[6], ARGV[7]
    local lease, grace = ARGV[8] + 0, ARGV[9] + 0
    local token, textAt, replayTtl, scope = ARGV[10], ARGV[11], ARGV[12], ARGV[13]
    local period, earlier, asks, lossAsks = ARGV[14], ARGV[15], ARGV[16] == '1', ARGV[17] == '1'
    local guard, known, skip = ARGV[21], ARGV[22], ARGV[23]

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
      local given = redis.call('GET', KEYS[8]) or ''
      local whose, value, at, where, other = string.match(given, '^(%S+) (%S+) (%S+) (%S+) (.*)$')
      if value and other ~= scope then
        return { time[1], time[2], 'otherScope', other }
      elseif value and whose ~= earlier and where ~= period then
        return { time[1], time[2], 'otherPeriod', whose, at }
      elseif value and whose ~= earlier then
        local holder, _, _, isAsked = reservation(value)
        if isConfirmed(value) and (holder == whose or not holder) then
          return answer(value, whose, at, now, {})
        elseif holder == whose and isAsked == '?' then
          return { time[1], time[2], 'asked', value .. ' ' .. whose .. ' ' .. at }
        elseif holder == whose then
          local ends = (redis.call('ZSCORE', pending, value) or now) + 0
          if ends <= now then
            ends = now + lease
            redis.call('ZADD', pending, exact(ends), value)
          end
          return answer(value, whose, at, ends, {})
        end
      end
      if earlier == 'only' then
        return { time[1], time[2], 'gone' }
      end
    end

    if guard then
      local isKnown = noteLoss(now, grace)
      local trouble = guardCounter(counter, guard, known, skip, step, highest, base, expiresAt, time[2])
      if trouble then
        local word, rest = string.match(trouble, '^(%S+) (.*)$')
        return { time[1], time[2], word, rest }
      end
      if not isKnown then
        redis.call('HSET', counter, 'ledgerRun', runToKeep)
      end
    end

    local overdue = sweep(now, asks, lossAsks, textAt, ARGV[18], ARGV[19], grace, ARGV[20] + 0)

    local value, before = redis.call('ZRANGE', free, 0, 0)[1], ''
    if value then
      redis.call('ZREM', free, value)
      value, before = string.match(value, '^(%d+)(!?)$')
      before = before == '!' and '!' or '~'
    else
      alignCounter(counter, base, step)
      local last, stood = takeNumbers(counter, exact(step), highest, base, expiresAt)
      if not last then
        return { time[1], time[2], 'exhausted', exact(stood) }
      end
      accountUpTo(last - step, base, now + grace)
      value = exact(last)
      redis.call('HSET', counter, 'accounted', value)
    end

    reserve(value, token, textAt, before, now + lease)
    if replayTtl ~= 'none' then
      local given = token .. ' ' .. value .. ' ' .. textAt .. ' ' .. period .. ' ' .. scope
      redis.call('SET', KEYS[8], given, 'PX', replayTtl)
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
    if (word === 'asked') return { outcome: 'asked', now, overdue: first };
    if (word === 'otherPeriod') return { outcome: 'otherPeriod', now, token: first, textAt: Number(rest[0]) };
    if (word === 'gone') return { outcome: 'gone', now };
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
