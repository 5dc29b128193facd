import { exact } from '../common.js';
import { defineFragment } from '../fragment.js';

/**
 * A counter is a hash under a script's key `counter`:
 * - `last`: the highest number taken;
 * - `base`: what it began from;
 * - `floor`: what it was lifted to, below which nothing is given back;
 * - `run`: where losses are guarded against, the incarnation of the server that wrote last.
 *
 * What else stands there has a file of its own: `fenced-guard.record.ts`, `high-water-guard.record.ts`.
 *
 * All numbers go through these fragments, and each function, and each name from outside that one uses, costs up to a
 * tenth of a microsecond with every number. So they are few.
 *
 * Lua `openCounter(run)`: begins a counter that is new, from what `last` is so far: nothing, or what it was just moved
 * on by. `run` is the server's incarnation, or nil. `expiresAt` is in ms since 1970, or 'never'.
 */
export const openCounter = defineFragment({
  wants: ['counter', 'base', 'expiresAt'],
  source: /* lua */ `
    local function openCounter(run)
      if redis.call('HSETNX', counter, 'base', base) == 1 then
        redis.call('HINCRBY', counter, 'last', base)
        if run then
          redis.call('HSET', counter, 'run', run)
        end
        if expiresAt ~= 'never' then
          redis.call('PEXPIREAT', counter, expiresAt)
        end
      end
    end
  `,
});

/**
 * Lua `takeFromCounter(by, run)`: moves the counter on by so much, a number or a text, and answers where it stands
 * then; or, when that would be above `highest`, leaves it and answers nil and where it stands. `run` is as for
 * `openCounter`.
 */
export const takeFromCounter = defineFragment({
  uses: [openCounter],
  wants: ['counter', 'highest'],
  source: /* lua */ `
    local function takeFromCounter(by, run)
      local last = redis.call('HINCRBY', counter, 'last', by)
      if last == by + 0 then
        openCounter(run)
        last = redis.call('HGET', counter, 'last') + 0
      end
      if last > highest then
        -- Not -by, which is written -0 for 0.
        return nil, redis.call('HINCRBY', counter, 'last', 0 - by)
      end
      return last
    end
  `,
});

/** Lua `moveBack(by)`: puts the counter back by so much. */
export const moveBack = defineFragment({
  wants: ['counter'],
  source: /* lua */ `
    local function moveBack(by)
      redis.call('HINCRBY', counter, 'last', 0 - by)
    end
  `,
});

/** Lua `alignCounter()`: lifts a counter that stands between two numbers, after a change of start or step. */
export const alignCounter = defineFragment({
  uses: [exact],
  wants: ['counter', 'base', 'step'],
  source: /* lua */ `
    local function alignCounter()
      local last = redis.call('HGET', counter, 'last')
      local beside = last and math.max(base - last, (base - last) % step) or 0
      if beside > 0 then
        redis.call('HINCRBY', counter, 'last', exact(beside))
      end
    end
  `,
});

/** Lua `lastTaken()`: the highest number taken, as text; false where there is no counter. */
export const lastTaken = defineFragment({
  wants: ['counter'],
  source: /* lua */ `
    local function lastTaken()
      return redis.call('HGET', counter, 'last')
    end
  `,
});

/** Lua `lastAndFloor()`: both as texts; each false where there is none. */
export const lastAndFloor = defineFragment({
  wants: ['counter'],
  source: /* lua */ `
    local function lastAndFloor()
      local stands = redis.call('HMGET', counter, 'last', 'floor')
      return stands[1], stands[2]
    end
  `,
});

/** Lua `putLast(last)`: where the counter stands from now on. */
export const putLast = defineFragment({
  wants: ['counter'],
  source: /* lua */ `
    local function putLast(last)
      redis.call('HSET', counter, 'last', last)
    end
  `,
});

/** Lua `liftCounterTo(last, floor)`: to these at least. */
export const liftCounterTo = defineFragment({
  uses: [lastTaken, putLast],
  wants: ['counter'],
  source: /* lua */ `
    local function liftCounterTo(last, floor)
      if lastTaken() + 0 < last then
        putLast(last)
      end
      if (redis.call('HGET', counter, 'floor') or -1) + 0 < floor + 0 then
        redis.call('HSET', counter, 'floor', floor)
      end
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
