import { exact } from '../common.js';
import { serverRun } from '../counter/server-run.js';
import { defineFragment } from '../fragment.js';
import { readFree } from './free.record.js';
import { writeLost } from './lost.record.js';
import { markAsked, readReservation } from './reservation.record.js';

/**
 * Lua `noteLoss(now, graceMs)`: if another incarnation of the server wrote last, Redis may have lost something. Free
 * numbers may have been given since, so they become lost; about overdue numbers, `isUsed` may have been asked. Returns
 * the incarnation that wrote last, or false if none is known.
 */
export const noteLoss = defineFragment({
  uses: [exact, serverRun, readFree, writeLost, readReservation, markAsked],
  wants: ['counter', 'free', 'pending'],
  source: /* lua */ `
    local function noteLoss(now, graceMs)
      local run = serverRun()
      local before = redis.call('HGET', counter, 'ledgerRun')
      if before and before ~= run then
        for _, member in ipairs(redis.call('ZRANGE', free, 0, -1)) do
          local value = readFree(member)
          writeLost(value, value, now + graceMs)
        end
        redis.call('DEL', free)
        for _, value in ipairs(redis.call('ZRANGEBYSCORE', pending, '-inf', exact(now))) do
          if readReservation(value) then
            markAsked(value)
          end
        end
        redis.call('HSET', counter, 'ledgerRun', run)
      end
      return before
    end
  `,
});
