import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';

/**
 * The counters of a shard in one period are a hash, with a field for each scope: `<last>`, the highest number taken, or
 * `<last> <e>` where that was written after so many jumps, `<last> <e> <ms>` where it was lifted and gives no number
 * until then, when the lift is safe from losses. Beside them:
 * - `#n`: the shard's `n` when the hash was written last, which must be what the register has as `o<period>`;
 * - `#o`: after how many jumps the period was opened: so many does a number without `<e>` know;
 * - `#e`: after how many jumps it was written last, but for what went without a closer look; absent before the first;
 * - `#b`: how many numbers each scope begins above, where the hash was lost alone;
 * - `!<scope>`: what the scope's counter was lifted to, below which nothing is given back.
 *
 * Lua `stand(value, origin, offset)`: where a counter stands that has this value in its field, with every jump that it
 * has not made yet, and until when it gives none. The register's `e` and `J` are told beforehand by `knowJumps(e, J)`.
 */
export const standOf = defineFragment({
  wants: ['register', 'step', 'base'],
  source: /* lua */ `
    local jumps, jumped, earlier = 0, 0, {}
    local function knowJumps(e, J)
      jumps, jumped = e, J
    end
    local function jumpedSince(epoch)
      if epoch >= jumps then
        return 0
      end
      if not earlier[epoch] then
        earlier[epoch] = redis.call('HGET', register, 'J' .. epoch) + 0
      end
      return jumped - earlier[epoch]
    end
    local function stand(value, origin, offset)
      local last, epoch, till = value and tonumber(value), origin, nil
      if not value then
        last = base + offset * step
      elseif not last then
        last, epoch, till = string.match(value, '^(%-?%d+) (%d+) ?(%d*)$')
        last, epoch, till = last + 0, epoch + 0, tonumber(till)
      end
      last = last + jumpedSince(epoch) * step
      if last < base then
        return base, till
      end
      -- After a change of start or step it may stand between two numbers.
      return last + (base - last) % step, till
    end
  `,
});

/** Lua `written(last, origin, till)`: the text of a field. */
export const writtenStand = defineFragment({
  uses: [exact, standOf],
  source: /* lua */ `
    local function written(last, origin, till)
      if till then
        return exact(last) .. ' ' .. jumps .. ' ' .. exact(till)
      end
      if jumps == origin then
        return last
      end
      return exact(last) .. ' ' .. jumps
    end
  `,
});

/** Lua `startOf(origin, offset)`: how many numbers each counter of a period begins above. */
export const startOf = defineFragment({
  uses: [standOf],
  source: /* lua */ `
    local function startOf(origin, offset)
      return offset + jumpedSince(origin)
    end
  `,
});
