import { whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { keepCeiling, lastAndCeiling } from './guard.record.js';
import { serverRun } from './server-run.js';

/**
 * Lets a counter go on up to a ceiling that is recorded, unless it may go further already. After a loss nothing is done:
 * the counter has to be recovered first. Replies OK.
 */
export const raiseCeiling = defineScript({
  name: 'raiseCeiling',
  keys: ['counter'],
  args: [whole('ceiling')],
  uses: [serverRun, lastAndCeiling, keepCeiling],
  source: /* lua */ `
    local _, writer, stands, recovery = lastAndCeiling()
    if writer == serverRun() and stands and not recovery and stands + 0 < ceiling then
      keepCeiling(ceiling)
    end
    return redis.status_reply('OK')
  `,
  parse: () => undefined,
});
