import { defineScript } from '../script.js';
import { closeCensus } from './census.record.js';
import { serverRun } from './server-run.js';

/**
 * From now on a counter that is not there is a new one, as long as this incarnation of the server lasts. Replies OK.
 */
export const endCensus = defineScript({
  name: 'endCensus',
  keys: ['census'],
  args: [],
  uses: [serverRun, closeCensus],
  source: /* lua */ `
    local run = serverRun()
    closeCensus(run)
    return redis.status_reply('OK')
  `,
  parse: () => undefined,
});
