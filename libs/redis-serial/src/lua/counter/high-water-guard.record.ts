import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';

/**
 * Where a high-water store is asked, a counter's hash has two more fields: `ceiling`, the highest number that may be
 * given; and after a loss of which a process is to ask the store, `recovery`, which names it: `<run>:<µs>`.
 *
 * Lua `guardHighWater(run, by, micros)`, before numbers are taken, answers what must be done first, or nil:
 * - 'recover <recovery>', when Redis has lost something or never knew it;
 * - 'raise <to>', when `by` more would pass the ceiling.
 */
export const guardHighWater = defineFragment({
  uses: [exact],
  wants: ['counter', 'expiresAt', 'known', 'highest'],
  source: /* lua */ `
    local function guardHighWater(run, by, micros)
      local stands = redis.call('HMGET', counter, 'last', 'run', 'ceiling', 'recovery')
      local last, writer, ceiling, recovery = stands[1], stands[2], stands[3], stands[4]
      local isWhole = last and ceiling and writer == run and (known == '' or last + 0 >= known + 0)
      if not isWhole then
        if not recovery or string.match(recovery, '^(.*):') ~= run then
          recovery = run .. ':' .. micros
          redis.call('HSET', counter, 'recovery', recovery)
          if expiresAt ~= 'never' then
            redis.call('PEXPIREAT', counter, expiresAt)
          end
        end
        return 'recover ' .. recovery
      end
      local to = math.min(last + by, highest)
      if to > ceiling + 0 then
        return 'raise ' .. exact(to)
      end
    end
  `,
});

/** Lua `isLossOf(run, recovery)`: whether it is this loss that is to be recovered from, noticed by this incarnation. */
export const isLossOf = defineFragment({
  wants: ['counter'],
  source: /* lua */ `
    local function isLossOf(run, recovery)
      return redis.call('HGET', counter, 'recovery') == recovery and string.match(recovery, '^(.*):') == run
    end
  `,
});

/** Lua `endRecovery(last, run, ceiling)`: numbers go on above `last`. */
export const endRecovery = defineFragment({
  uses: [exact],
  wants: ['counter'],
  source: /* lua */ `
    local function endRecovery(last, run, ceiling)
      redis.call('HSET', counter, 'last', exact(last), 'run', run, 'ceiling', ceiling)
      redis.call('HDEL', counter, 'recovery')
    end
  `,
});

/** Lua `liftCeiling(ceiling, run)`: to this at least, unless something was lost. */
export const liftCeiling = defineFragment({
  wants: ['counter'],
  source: /* lua */ `
    local function liftCeiling(ceiling, run)
      local stands = redis.call('HMGET', counter, 'run', 'ceiling', 'recovery')
      if stands[1] == run and stands[2] and not stands[3] and stands[2] + 0 < ceiling then
        redis.call('HSET', counter, 'ceiling', ceiling)
      end
    end
  `,
});
