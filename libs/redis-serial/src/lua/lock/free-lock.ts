import { defineFragment } from '../fragment.js';
import { isHeldBy, writeExclusiveHolder } from './holder.record.js';

/**
 * Lua `freeFence()`: a fence for locks that nobody else wants, and the server's clock in microseconds, both as texts;
 * see `lockFences`, which it stands for where a script does little else.
 */
export const freeFence = defineFragment({
  wants: ['fences'],
  source: /* lua */ `
    local function freeFence()
      local time = redis.call('TIME')
      local clock = time[1] * 1000000 + time[2]
      local least = tonumber(redis.call('GET', fences) or '0') + 1
      local micros = string.format('%.0f', clock)
      return least > clock and string.format('%.0f', least) or micros, micros
    end
  `,
});

/**
 * One lock that nobody waits for is served without further ado: what stands behind this in the script is not even
 * defined then. What is not as simple as that is left alone.
 */
export const serveOneFreeLock = defineFragment({
  uses: [freeFence, isHeldBy, writeExclusiveHolder],
  wants: ['fences', 'queues', 'locksAndQueues', 'process', 'texts'],
  source: /* lua */ `
    if #texts == 1 and redis.call('EXISTS', queues) == 0 then
      local lock = locksAndQueues[1]
      local command, token, number, kind = string.match(texts[1], '^(%a+) (%S+) (%d+) ?(%S*)')
      if command == 'acquire' and kind == 'w' then
        local fence, micros = freeFence()
        local text = exclusiveHolder('0', token, holderRest(fence, micros, process))
        if redis.call('SET', lock, text, 'NX', 'PX', number) then
          redis.call('SET', fences, fence)
          return micros .. ' ' .. fence
        end
      elseif command == 'release' and number == '0' then
        local text = redis.pcall('GET', lock)
        if type(text) == 'string' and isHeldBy(text, token) then
          redis.call('DEL', lock)
          return ' 1'
        end
      end
    end
  `,
});
