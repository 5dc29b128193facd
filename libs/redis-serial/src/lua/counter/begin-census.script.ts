import { defineScript } from '../script.js';

/**
 * Asks all processes what they know of a series; replies how many heard it. The key only says on which node of a
 * Cluster.
 */
export const beginCensus = defineScript({
  name: 'beginCensus',
  keys: ['_census'],
  args: ['channel', 'message'],
  source: /* lua */ `
    return redis.call('PUBLISH', channel, message)
  `,
  parse: Number,
});
