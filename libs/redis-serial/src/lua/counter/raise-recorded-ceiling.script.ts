import { whole } from '../declaration.js';
import { defineScript } from '../script.js';

/**
 * Records the ceiling of a counter, a text with a number, in a Redis that is asked after a loss; a higher one that is
 * recorded already stays. It is written then too: WAIT speaks for the writes of this connection, and whoever wrote the
 * higher one may not have waited yet.
 */
export const raiseRecordedCeiling = defineScript({
  name: 'raiseRecordedCeiling',
  keys: ['recorded'],
  args: [whole('ceiling')],
  source: /* lua */ `
    local stands = tonumber(redis.call('GET', recorded))
    redis.call('SET', recorded, stands and math.max(stands, ceiling) or ceiling)
  `,
  parse: () => undefined,
});
