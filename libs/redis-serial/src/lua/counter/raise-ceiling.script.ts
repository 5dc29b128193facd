import { whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { liftCeiling } from './high-water-guard.record.js';
import { serverRun } from './server-run.js';

/**
 * Lets a counter go on up to a ceiling that is recorded, unless it may go further already. After a loss nothing is
 * done: the counter has to be recovered first. Replies OK.
 */
export const raiseCeiling = defineScript({
  name: 'raiseCeiling',
  keys: ['counter'],
  args: [whole('ceiling')],
  uses: [serverRun, liftCeiling],
  source: /* lua */ `
    local run = serverRun()
    liftCeiling(ceiling, run)
    return redis.status_reply('OK')
  `,
  parse: () => undefined,
});
