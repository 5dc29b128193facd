import { defineFragment } from '../fragment.js';

/**
 * A census is a hash under a script's key `census`: `run`, the incarnation of the server under which the last one of
 * the series came to its end; and for each that is under way, under its name, how many processes have answered.
 *
 * `guardFenced` reads `run` by itself, since all numbers go through there.
 *
 * Lua `countAnswers(name, by)`: adds so many, and answers how many there are.
 */
export const countAnswers = defineFragment({
  wants: ['census'],
  source: /* lua */ `
    local function countAnswers(name, by)
      return redis.call('HINCRBY', census, name, by)
    end
  `,
});

/** Lua `closeCensus(run)`: forgets what was answered, and keeps the incarnation. */
export const closeCensus = defineFragment({
  wants: ['census'],
  source: /* lua */ `
    local function closeCensus(run)
      redis.call('DEL', census)
      redis.call('HSET', census, 'run', run)
    end
  `,
});
