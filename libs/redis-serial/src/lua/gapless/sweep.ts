import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';
import { isConfirmed } from './confirmed.record.js';
import { readLost, writeLost } from './lost.record.js';
import { overdueText } from './overdue.js';
import { markAsked, readReservation, reserve } from './reservation.record.js';
import { voidNumber } from './voided.record.js';

/**
 * Lua `sweepExpired(now, asks, why, askAgainAt, most, overdue)`: a part of `sweep`; returns how many more it may
 * handle.
 */
const sweepExpired = defineFragment({
  uses: [exact, readReservation, markAsked, overdueText, voidNumber],
  wants: ['pending'],
  source: /* lua */ `
    local function sweepExpired(now, asks, why, askAgainAt, most, overdue)
      local expired = redis.call('ZRANGEBYSCORE', pending, '-inf', exact(now), 'LIMIT', 0, most)
      for _, value in ipairs(expired) do
        local token, textAt = readReservation(value)
        if not token then
          redis.call('ZREM', pending, value)
        elseif asks then
          redis.call('ZADD', pending, exact(askAgainAt), value)
          markAsked(value)
          table.insert(overdue, overdueText(value, token, textAt))
        else
          voidNumber(value, textAt, now, why)
        end
        most = most - 1
      end
      return most
    end
  `,
});

/** Lua `sweepLost(now, asks, textAt, why, askAgainAt, most, overdue)`: the same for lost numbers. */
const sweepLost = defineFragment({
  uses: [exact, readLost, writeLost, isConfirmed, readReservation, reserve, overdueText, voidNumber],
  wants: ['lost', 'step', 'voided'],
  source: /* lua */ `
    local function sweepLost(now, asks, textAt, why, askAgainAt, most, overdue)
      local range = redis.call('ZRANGEBYSCORE', lost, '-inf', exact(now), 'LIMIT', 0, 1)[1]
      if not range then
        return most
      end
      local first, last = readLost(range)
      redis.call('ZREM', lost, range)
      local upTo = math.min(last, first + (most - 1) * step)
      if upTo < last then
        writeLost(upTo + step, last, now)
      end
      for number = first, upTo, step do
        local value = exact(number)
        if not (isConfirmed(value) or redis.call('HEXISTS', voided, value) == 1 or readReservation(value)) then
          if asks then
            reserve(value, 'lost', textAt, '?', askAgainAt)
            table.insert(overdue, overdueText(value, 'lost', textAt))
          else
            voidNumber(value, textAt, now, why)
          end
        end
        most = most - 1
      end
      return most
    end
  `,
});

/**
 * Lua `sweep(now, asks, lossAsks, textAt, whyExpired, whyLost, grace, most)` handles up to `most` numbers whose lease
 * ran out, or that Redis lost. If `isUsed` must be asked about them, it returns an `overdueText` for each, and makes
 * sure that nobody else asks for the length of a lease, 1 to 30 s. Otherwise it voids them. Also returns how many it
 * handled.
 */
export const sweep = defineFragment({
  uses: [sweepExpired, sweepLost],
  source: /* lua */ `
    local function sweep(now, asks, lossAsks, textAt, whyExpired, whyLost, grace, most)
      local overdue = {}
      local askAgainAt = now + math.min(30000, math.max(1000, grace))
      local left = sweepExpired(now, asks, whyExpired, askAgainAt, most, overdue)
      if left > 0 then
        left = sweepLost(now, lossAsks, textAt, whyLost, askAgainAt, left, overdue)
      end
      return overdue, most - left
    end
  `,
});
