import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';
import { writeExclusiveHolder } from './holder.record.js';
import { lockFences } from './lock-fences.js';
import { contendedBy, firstIn, grantWaiting, lineUp, withdraw } from './lock-queue.js';
import { enter, prolong, retire, vacate } from './lock-changes.js';
import { fenceOf, fits, isLock, leaseLeft } from './lock-state.js';
import { lockTime } from './lock-time.js';

/**
 * What may be asked of a lock: Lua `commands`, functions of the lock, its queue and the text of what the command needs.
 * `commandText` writes these texts.
 *
 * - `acquire` asking: asks for the lock. Replies its fence and the ticket of the first who still waits (`-`: nobody);
 *   or `held <ms left>`. Asked again by the same token it answers its fence alone, with a fresh lease.
 * - `handoff` released asking: gives back and asks for somebody else at once. Replies `1 ` (it held the lock) or `0 `
 *   and what `acquire` replies.
 * - `replace` released token fence: puts one holder in another's place within one process and lease, whoever waits.
 *   Replies 1, also when that was done before, or 0 (neither holds the lock).
 * - `release` token keepMs: gives back; it stays taken for keepMs if that is more than 0. Replies 1 or 0 (it held
 *   nothing).
 * - `extend` token leaseMs: begins the lease anew. Replies 1 or 0 (it holds nothing).
 * - `extendAtLeast` token leaseMs: the same, unless the lease goes on for longer.
 * - `dequeue`: the process waits no longer. Replies 1.
 * - `forceRelease`: takes the lock off whoever holds it. Replies 1 or 0 (nobody held it).
 * - `raiseFence` fence: every fence given from now on is higher. Replies 1.
 */
export const lockCommands = defineFragment({
  uses: [
    exact,
    lockTime,
    lockFences,
    enter,
    fenceOf,
    fits,
    isLock,
    leaseLeft,
    prolong,
    retire,
    vacate,
    firstIn,
    contendedBy,
    withdraw,
    lineUp,
    grantWaiting,
    writeExclusiveHolder,
  ],
  wants: ['process'],
  source: /* lua */ `
    local commands = {}

    local function dropClaim(lock)
      if fenceOf(lock, '@' .. process) then
        vacate(lock, '@' .. process)
      end
    end

    local function ask(lock, queue, asking)
      local token, leaseMs, kind, waits, ticket, waiting, further, nextKind, nextTicket =
        string.match(asking, '^(%S+) (%d+) (%S+) (%d) (%S+) (%d+) (%d+) (%S+) (%S+)$')
      local isDeaf = waits == '2'
      waits = waits ~= '0'
      local fence = fenceOf(lock, token)
      if fence then
        prolong(lock, token, leaseMs)
        return fence
      end
      if waits then
        -- What was granted to the process is for the first who waits there now.
        withdraw(queue, process)
        dropClaim(lock)
      end
      local _, firstTicket = firstIn(queue)
      ticket = tonumber(ticket) or micros
      if (not firstTicket or ticket <= firstTicket) and fits(lock, kind) then
        fence = enter(lock, token, kind, leaseMs, process, firstTicket and '1' or '0', tonumber(further))
      elseif waits then
        lineUp(lock, queue, process, kind, ticket, waiting, isDeaf)
      end
      if not fence then
        grantWaiting(lock, queue)
        return 'held ' .. exact(math.max(0, redis.call('PTTL', lock)))
      elseif kind ~= 'w' then
        if nextKind ~= '-' then
          lineUp(lock, queue, process, nextKind, tonumber(nextTicket) or micros, waiting - 1, isDeaf)
        end
        grantWaiting(lock, queue)
      end
      return fence .. ' ' .. (firstTicket and exact(firstTicket) or '-')
    end

    function commands.acquire(lock, queue, asking)
      return ask(lock, queue, asking)
    end

    function commands.handoff(lock, queue, needs)
      local released, asking = string.match(needs, '^(%S+) (.*)$')
      local wasHeld = fenceOf(lock, released)
      if wasHeld then
        vacate(lock, released)
      end
      return (wasHeld and '1 ' or '0 ') .. ask(lock, queue, asking)
    end

    function commands.replace(lock, queue, needs)
      local released, token, fence = string.match(needs, '^(%S+) (%S+) (%d+)$')
      if fenceOf(lock, token) then
        return '1'
      elseif not fenceOf(lock, released) then
        return '0'
      end
      local text = exclusiveHolder(contendedBy(queue), token, holderRest(fence, exact(micros), process))
      redis.call('SET', lock, text, 'KEEPTTL')
      return '1'
    end

    function commands.release(lock, queue, needs)
      local token, keepMs = string.match(needs, '^(%S+) (%d+)$')
      if not fenceOf(lock, token) then
        return '0'
      elseif tonumber(keepMs) > 0 then
        retire(lock, token, keepMs)
      else
        vacate(lock, token)
        grantWaiting(lock, queue)
      end
      return '1'
    end

    function commands.extend(lock, _, needs)
      local token, leaseMs = string.match(needs, '^(%S+) (%d+)$')
      if not fenceOf(lock, token) then
        return '0'
      end
      prolong(lock, token, leaseMs)
      return '1'
    end

    function commands.extendAtLeast(lock, queue, needs)
      local token, leaseMs = string.match(needs, '^(%S+) (%d+)$')
      local left = fenceOf(lock, token) and leaseLeft(lock, token)
      if left and left >= tonumber(leaseMs) then
        return '1'
      end
      return commands.extend(lock, queue, needs)
    end

    function commands.dequeue(lock, queue)
      withdraw(queue, process)
      dropClaim(lock)
      grantWaiting(lock, queue)
      return '1'
    end

    function commands.forceRelease(lock, queue)
      -- Whatever else lies there is not a lock, and stays.
      if not isLock(lock) then
        return '0'
      end
      redis.call('DEL', lock)
      grantWaiting(lock, queue)
      return '1'
    end

    function commands.raiseFence(_, _, fence)
      raiseFences(tonumber(fence))
      return '1'
    end
  `,
});
