import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';
import { expireCounter } from './counter.record.js';

/**
 * What stands in a counter's hash beside its numbers where losses are guarded against:
 * - `run`: the incarnation of the server that wrote last;
 * - `skip`: the furthest that a process wanted it to jump;
 * - `ceiling`: the highest number that may be given;
 * - `recovery`: names a loss of which a process is to ask the high-water store, `<run>:<µs>`.
 *
 * Lua `lastAndSkip()`: the highest number taken, who wrote it, and how far to jump; each false where it is not known.
 */
export const lastAndSkip = defineFragment({
  wants: ['counter'],
  source: /* lua */ `
    local function lastAndSkip()
      local stands = redis.call('HMGET', counter, 'last', 'run', 'skip')
      return stands[1], stands[2], stands[3]
    end
  `,
});

/** Lua `writerOf()`: the incarnation that wrote last; false where it is not known. */
export const writerOf = defineFragment({
  wants: ['counter'],
  source: /* lua */ `
    local function writerOf()
      return redis.call('HGET', counter, 'run')
    end
  `,
});

/** Lua `keepRun(run)`: who wrote last. */
export const keepRun = defineFragment({
  wants: ['counter'],
  source: /* lua */ `
    local function keepRun(run)
      redis.call('HSET', counter, 'run', run)
    end
  `,
});

/** Lua `jumpTo(last, run)`: the highest number that may have been taken, and who wrote it. */
export const jumpTo = defineFragment({
  uses: [exact],
  wants: ['counter'],
  source: /* lua */ `
    local function jumpTo(last, run)
      redis.call('HSET', counter, 'last', exact(last), 'run', run)
    end
  `,
});

/** Lua `keepSkip(skip)`. */
export const keepSkip = defineFragment({
  wants: ['counter'],
  source: /* lua */ `
    local function keepSkip(skip)
      redis.call('HSET', counter, 'skip', skip)
    end
  `,
});

/** Lua `lastAndCeiling()`: `last`, `run`, `ceiling` and `recovery`; each false where it is not known. */
export const lastAndCeiling = defineFragment({
  wants: ['counter'],
  source: /* lua */ `
    local function lastAndCeiling()
      local stands = redis.call('HMGET', counter, 'last', 'run', 'ceiling', 'recovery')
      return stands[1], stands[2], stands[3], stands[4]
    end
  `,
});

/** Lua `runOfRecovery(recovery)`: the incarnation that noticed the loss. */
export const runOfRecovery = defineFragment({
  source: /* lua */ `
    local function runOfRecovery(recovery)
      return string.match(recovery, '^(.*):')
    end
  `,
});

/** Lua `beginRecovery(run, micros)`: names a loss, and answers the name. */
export const beginRecovery = defineFragment({
  uses: [expireCounter],
  wants: ['counter'],
  source: /* lua */ `
    local function beginRecovery(run, micros)
      local recovery = run .. ':' .. micros
      redis.call('HSET', counter, 'recovery', recovery)
      expireCounter()
      return recovery
    end
  `,
});

/** Lua `recoveryOf()`: the loss that was noticed last; false where there is none. */
export const recoveryOf = defineFragment({
  wants: ['counter'],
  source: /* lua */ `
    local function recoveryOf()
      return redis.call('HGET', counter, 'recovery')
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

/** Lua `keepCeiling(ceiling)`. */
export const keepCeiling = defineFragment({
  wants: ['counter'],
  source: /* lua */ `
    local function keepCeiling(ceiling)
      redis.call('HSET', counter, 'ceiling', ceiling)
    end
  `,
});
