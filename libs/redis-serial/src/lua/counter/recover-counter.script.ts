import { whole, wholeOr, wholeText } from '../declaration.js';
import { defineScript } from '../script.js';
import { lastTaken, openCounter } from './counter.record.js';
import { endRecovery, isLossOf } from './high-water-guard.record.js';
import { serverRun } from './server-run.js';

/**
 * Puts a counter of which something was lost above all that may have been given, with a ceiling that is recorded.
 * Replies 1; or 0, with nothing done, when the loss is not the one for which the store was asked: somebody has
 * recovered it since, or there was another one.
 */
export const recoverCounter = defineScript({
  name: 'recoverCounter',
  keys: ['counter'],
  args: ['recovery', whole('floor'), wholeText('ceiling'), wholeText('base'), wholeOr('expiresAt', 'never')],
  uses: [serverRun, isLossOf, openCounter, lastTaken, endRecovery],
  source: /* lua */ `
    local run = serverRun()
    if not isLossOf(run, recovery) then
      return 0
    end
    openCounter(run)
    endRecovery(math.max(lastTaken() + 0, floor), run, ceiling)
    return 1
  `,
  parse: (reply) => Number(reply) === 1,
});
