import { exact } from '../common.js';
import { flag, list, whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { lastAndFloor, putLast, writerOf } from './counter.record.js';
import { serverRun } from './server-run.js';

/**
 * Puts a counter back below numbers that were taken and never used, the latest run first, as far as nobody took later
 * ones and nobody lifted the counter above them; none where another incarnation of the server wrote last, since it may
 * not know who took later ones. `bounds` has the first and the last number of each run. Replies how many runs were
 * taken back.
 */
export const giveBackNumbers = defineScript({
  name: 'giveBackNumbers',
  keys: ['counter'],
  args: [whole('step'), flag('isGuarded'), list(whole('bounds'))],
  uses: [exact, serverRun, writerOf, lastAndFloor, putLast],
  source: /* lua */ `
    if isGuarded and writerOf() ~= serverRun() then
      return 0
    end
    local last, floor = lastAndFloor()
    local back = 0
    for run = 1, #bounds, 2 do
      local below = bounds[run] - step
      if last ~= exact(bounds[run + 1]) or (floor and below < floor + 0) then
        break
      end
      last = exact(below)
      putLast(last)
      back = back + 1
    end
    return back
  `,
  parse: Number,
});
