import { definePositional } from '../positional.js';
import { SERVER_RUN } from './guard-counter.js';

/**
 * Puts a counter back below numbers that were taken and never used, the latest run first, as far as nobody took later
 * ones and nobody lifted the counter above them; none where another incarnation of the server wrote last, since it may not know who
 * took later ones. Replies how many runs were taken back.
 */
export const giveBackNumbers = definePositional<{
  keys: [counter: string];
  /** For each run, its first and last number. */
  args: [step: number, isGuarded: 0 | 1, ...runs: number[]];
  reply: number;
}>({
  name: 'giveBackNumbers',
  source:
    SERVER_RUN +
    /* lua */ `
    if ARGV[2] == '1' and redis.call('HGET', KEYS[1], 'run') ~= serverRun() then
      return 0
    end
    local stands = redis.call('HMGET', KEYS[1], 'last', 'floor')
    local last, floor, back = stands[1], stands[2], 0
    for run = 3, #ARGV, 2 do
      local below = ARGV[run] - ARGV[1]
      if last ~= ARGV[run + 1] or (floor and below < floor + 0) then
        break
      end
      last = string.format('%.0f', below)
      redis.call('HSET', KEYS[1], 'last', last)
      back = back + 1
    end
    return back
  `,
  parse: Number,
});
