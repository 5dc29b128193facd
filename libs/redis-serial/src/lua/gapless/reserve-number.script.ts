import { exact } from '../common.js';
import { alignCounter, takeFromCounter } from '../counter/counter.record.js';
import {
  censusKey,
  guardArgs,
  guardCounter,
  readUnguarded,
  type Unguarded,
} from '../counter/guard-counter.js';
import { flag, whole, wholeOr } from '../declaration.js';
import { defineScript } from '../script.js';
import { accountUpTo } from './account-up-to.js';
import { isConfirmed } from './confirmed.record.js';
import { readFree } from './free.record.js';
import { readGaplessReplay, writeGaplessReplay } from './gapless-replay.record.js';
import { noteLoss } from './note-loss.js';
import { overdueText, readOverdue, type Overdue } from './overdue.js';
import { readReservation, reserve } from './reservation.record.js';
import { sweep } from './sweep.js';

/** The outcome, and the server's clock in milliseconds since 1970. */
export type Reserved =
  | {
      readonly outcome: 'reserved';
      readonly now: number;
      readonly value: number;
      readonly token: string;
      /** The instant that its text shows. */
      readonly textAt: number;
      readonly expiresAt: number;
      /** Overdue numbers of others, about which `isUsed` must be asked. */
      readonly overdue: readonly Overdue[];
    }
  /** `last` is the highest number that was taken before. */
  | { readonly outcome: 'exhausted'; readonly now: number; readonly last: number }
  /** The number of the idempotency key waits for an answer of `isUsed`: get the answer, and try again. */
  | { readonly outcome: 'asked'; readonly now: number; readonly overdue: Overdue }
  /** The idempotency key has a number in the period of this instant, under this token: look for it there. */
  | { readonly outcome: 'otherPeriod'; readonly now: number; readonly token: string; readonly textAt: number }
  /** The number of the idempotency key is neither reserved for it nor confirmed any more. */
  | { readonly outcome: 'gone'; readonly now: number }
  /** The idempotency key was used for this other scope. */
  | { readonly outcome: 'otherScope'; readonly now: number; readonly scope: string }
  | { readonly outcome: 'otherTime'; readonly now: number }
  | Unguarded;

/**
 * Reserves the lowest free number, else the next one. The same idempotency key gets the same number again as long as it
 * is reserved or confirmed; if its lease ran out, it is reserved anew. Numbers that the counter skipped, after a loss
 * or because it lost the last ones, become lost.
 *
 * `replay` is read unless `replayTtlMs` is 'none'. `earlier` is 'any'; or 'only', to look only for the key's number; or
 * the token of the key's number that was found to be gone. `graceMs` is how long to wait for the holders of lost
 * numbers before `isUsed` is asked about them.
 *
 * Replies [seconds, µs] of the clock. If the time is in the span that the caller expected, the outcome and its values
 * follow, or the two values of `guardCounter`.
 */
export const reserveNumber = defineScript({
  name: 'reserveNumber',
  keys: ['counter', 'pending', 'reserved', 'free', 'voided', 'confirmed', 'lost', 'replay', censusKey],
  args: [
    whole('start'),
    whole('step'),
    wholeOr('expiresAt', 'never'),
    whole('fromSecond'),
    whole('toSecond'),
    whole('highest'),
    whole('base'),
    whole('leaseMs'),
    whole('graceMs'),
    'token',
    wholeOr('textAt', 'now'),
    wholeOr('replayTtlMs', 'none'),
    'scope',
    'period',
    'earlier',
    flag('asks'),
    flag('lossAsks'),
    'whyExpired',
    'whyLost',
    whole('most'),
    ...guardArgs,
  ],
  uses: [
    exact,
    readGaplessReplay,
    readReservation,
    isConfirmed,
    overdueText,
    noteLoss,
    guardCounter,
    sweep,
    readFree,
    alignCounter,
    takeFromCounter,
    accountUpTo,
    reserve,
    writeGaplessReplay,
  ],
  source: /* lua */ `
    local time = redis.call('TIME')
    local second = time[1] + 0
    if second < fromSecond or second >= toSecond then
      return time
    end
    local now = second * 1000 + math.floor(time[2] / 1000)
    if textAt == 'now' then
      textAt = exact(now)
    end

    if replayTtlMs ~= 'none' then
      local whose, value, at, where, other = readGaplessReplay(replay)
      if value and other ~= scope then
        return { time[1], time[2], 'otherScope', other }
      elseif value and whose ~= earlier and where ~= period then
        return { time[1], time[2], 'otherPeriod', whose, at }
      elseif value and whose ~= earlier then
        local holder, _, _, isAsked = readReservation(value)
        if isConfirmed(value) and (holder == whose or not holder) then
          return { time[1], time[2], 'reserved', value, whose, at, exact(now) }
        elseif holder == whose and isAsked == '?' then
          return { time[1], time[2], 'asked', overdueText(value, whose, at) }
        elseif holder == whose then
          local ends = (redis.call('ZSCORE', pending, value) or now) + 0
          if ends <= now then
            ends = now + leaseMs
            redis.call('ZADD', pending, exact(ends), value)
          end
          return { time[1], time[2], 'reserved', value, whose, at, exact(ends) }
        end
      end
      if earlier == 'only' then
        return { time[1], time[2], 'gone' }
      end
    end

    local run
    if guard then
      local isKnown = noteLoss(now, graceMs)
      local trouble
      trouble, run = guardCounter(step, time[2])
      if trouble then
        local word, rest = string.match(trouble, '^(%S+) (.*)$')
        return { time[1], time[2], word, rest }
      end
      if not isKnown then
        redis.call('HSET', counter, 'ledgerRun', run)
      end
    end

    local overdue = sweep(now, asks, lossAsks, textAt, whyExpired, whyLost, graceMs, most)

    local member, value, earlierHolder = redis.call('ZRANGE', free, 0, 0)[1], nil, ''
    if member then
      redis.call('ZREM', free, member)
      value, earlierHolder = readFree(member)
      earlierHolder = earlierHolder == '!' and '!' or '~'
    else
      alignCounter()
      local last, stood = takeFromCounter(exact(step), run)
      if not last then
        return { time[1], time[2], 'exhausted', exact(stood) }
      end
      accountUpTo(last - step, base, now + graceMs)
      value = exact(last)
      redis.call('HSET', counter, 'accounted', value)
    end

    reserve(value, token, textAt, earlierHolder, now + leaseMs)
    if replayTtlMs ~= 'none' then
      writeGaplessReplay(replay, replayTtlMs, token, value, textAt, period, scope)
    end
    return { time[1], time[2], 'reserved', value, token, textAt, exact(now + leaseMs), unpack(overdue) }
  `,
  parse: (reply): Reserved => {
    const [seconds, micros, word, first = '', ...rest] = reply as string[];
    const now = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
    if (word === undefined) return { outcome: 'otherTime', now };
    const unguarded = readUnguarded(now, word, first);
    if (unguarded) return unguarded;
    if (word === 'exhausted') return { outcome: 'exhausted', now, last: Number(first) };
    if (word === 'asked') return { outcome: 'asked', now, overdue: readOverdue(first) };
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
      overdue: overdue.map(readOverdue),
    };
  },
});
