import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';
import { lockTime } from './lock-time.js';

/**
 * One last fence is kept for all locks of a shard, under the key `fences`.
 *
 * A fence is higher than every one before, and the server's clock in microseconds where that is higher still: so it
 * rises also after Redis lost its data, or failed over to a server that had not seen the last one.
 *
 * Lua `nextFence(further)`: such a fence, as text, with so many above it kept back; `raiseFences(fence)`: all from now
 * on are higher than this one. `keepFences()` keeps the last one, once for all that a script gave.
 */
export const lockFences = defineFragment({
  uses: [exact, lockTime],
  wants: ['fences'],
  source: /* lua */ `
    local lastFence, fenceRaised

    local function raiseFences(fence)
      lastFence = math.max(lastFence or tonumber(redis.call('GET', fences) or '0'), fence)
      fenceRaised = true
    end

    local function nextFence(further)
      lastFence = lastFence or tonumber(redis.call('GET', fences) or '0')
      local fence = math.max(lastFence + 1, micros)
      lastFence = fence + further
      fenceRaised = true
      return exact(fence)
    end

    local function keepFences()
      if fenceRaised then
        redis.call('SET', fences, exact(lastFence))
      end
    end
  `,
});
