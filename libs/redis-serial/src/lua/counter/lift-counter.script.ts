import { whole, wholeOr } from '../declaration.js';
import { defineScript } from '../script.js';
import { jumpAfterLoss } from './fenced-guard.js';
import { lastAndSkip } from './guard.record.js';
import { serverRun } from './server-run.js';

/**
 * Lifts a counter that Redis has lost, or of which it has lost the last numbers, past all that a process knows of. Replies
 * OK.
 */
export const liftCounter = defineScript({
  name: 'liftCounter',
  keys: ['counter'],
  args: [whole('known'), whole('skip'), whole('base'), wholeOr('expiresAt', 'never')],
  uses: [serverRun, lastAndSkip, jumpAfterLoss],
  source: /* lua */ `
    local run = serverRun()
    jumpAfterLoss(run, lastAndSkip())
    return redis.status_reply('OK')
  `,
  parse: () => undefined,
});
