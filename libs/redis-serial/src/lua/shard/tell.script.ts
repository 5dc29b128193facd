import { defineScript } from '../script.js';

/**
 * Sends a message to all processes that listen to a channel; replies how many of them this server knows. The key only
 * says on which node of a Cluster.
 */
export const tell = defineScript({
  name: 'tell',
  keys: ['_register'],
  args: ['channel', 'message'],
  source: /* lua */ `
    return redis.call('PUBLISH', channel, message)
  `,
  parse: Number,
});
