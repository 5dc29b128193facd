import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';
import { markContended } from './holder.record.js';
import { enter } from './lock-changes.js';
import { fenceOf, fits, held } from './lock-state.js';
import { lockTime } from './lock-time.js';
import { readWants, writeWants } from './queue-entry.record.js';

/**
 * Who waits for a lock: a sorted set of processes by the ticket of each one's first waiter (when it came, by the
 * server's clock in microseconds), and `#<process>` beside each; see `writeWants`. It goes when nobody has asked for a
 * while, so that dead processes leave nothing behind. The queues of a shard that have somebody in them stand under
 * `queues`.
 *
 * Lua `firstIn(queue)`: the process that is first, and its ticket.
 */
export const firstIn = defineFragment({
  source: /* lua */ `
    local function firstIn(queue)
      local first = redis.call('ZRANGEBYSCORE', queue, 0, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
      return first[1], tonumber(first[2])
    end
  `,
});

/** Lua `contendedBy(queue)`: '1' when somebody waits, else '0'. */
export const contendedBy = defineFragment({
  source: /* lua */ `
    local function contendedBy(queue)
      return redis.call('EXISTS', queue) == 1 and '1' or '0'
    end
  `,
});

/** Lua `withdraw(queue, process)`: the process waits no longer. */
export const withdraw = defineFragment({
  wants: ['queues'],
  source: /* lua */ `
    local function withdraw(queue, process)
      if redis.call('ZREM', queue, process, '#' .. process, '!' .. process) > 0 and redis.call('EXISTS', queue) == 0 then
        redis.call('ZREM', queues, queue)
      end
    end
  `,
});

/**
 * Lua `lineUp(lock, queue, process, kind, ticket, waiting, isDeaf)`: the process waits, at its ticket's place. One that
 * hears no messages has `!<process>` beside it.
 */
export const lineUp = defineFragment({
  uses: [exact, lockTime, held, markContended, writeWants],
  wants: ['queues'],
  source: /* lua */ `
    local FORGOTTEN_AFTER_MS = 10000

    local function lineUp(lock, queue, process, kind, ticket, waiting, isDeaf)
      redis.call('ZADD', queue, exact(ticket), process, wantsOf(kind, waiting), '#' .. process)
      if isDeaf then
        redis.call('ZADD', queue, -0.5, '!' .. process)
      end
      redis.call('PEXPIRE', queue, FORGOTTEN_AFTER_MS)
      redis.call('ZREMRANGEBYSCORE', queues, '-inf', now)
      redis.call('ZADD', queues, exact(now + FORGOTTEN_AFTER_MS), queue)
      redis.call('PEXPIRE', queues, FORGOTTEN_AFTER_MS)
      local text = held(lock)
      if type(text) == 'string' then
        markContended(lock, text)
      end
    end
  `,
});

/**
 * Lua `grantWaiting(lock, queue)`: lets in whoever may go now, first come, first served. A process is told by a message
 * on its own channel, and holds the lock for a short time under `@<process>` until it claims it; one that nobody hears
 * is passed over, unless it said that it hears nothing and looks by itself.
 */
export const grantWaiting = defineFragment({
  uses: [firstIn, contendedBy, withdraw, fits, enter, fenceOf, readWants, writeWants],
  wants: ['claimMs', 'wakeChannel', 'everyListenerIsHere'],
  source: /* lua */ `
    -- Takes one process off, or lets it stand until it claims what it was granted: who is next there is not known
    -- before, and nobody who came later may go in meanwhile. A second time it is not waited for.
    local function beginGrant(queue, process, kind, waiting)
      if kind ~= 'w' and waiting > 1 then
        redis.call('ZADD', queue, wantsOf(kind, 1), '#' .. process)
      else
        withdraw(queue, process)
      end
    end

    local function grantWaiting(lock, queue)
      while true do
        local first = firstIn(queue)
        if not first or fenceOf(lock, '@' .. first) then
          return
        end
        local kind, waiting = readWants(redis.call('ZSCORE', queue, '#' .. first) or -1)
        if not fits(lock, kind) then
          return
        end
        local heard = redis.call('PUBLISH', wakeChannel .. first, lock)
        if heard > 0 or not everyListenerIsHere or redis.call('ZSCORE', queue, '!' .. first) then
          beginGrant(queue, first, kind, waiting)
          enter(lock, '@' .. first, kind, claimMs, first, contendedBy(queue), 0)
        else
          withdraw(queue, first)
        end
      end
    end
  `,
});
