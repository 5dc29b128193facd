import { defineScript } from '../script.js';

/**
 * Lists the channels of a pattern to which somebody listens on this server, and says for how many seconds it has run; 3
 * where that can't be read. The key only says on which node of a Cluster.
 */
export const listChannels = defineScript({
  name: 'listChannels',
  keys: ['_register'],
  args: ['pattern'],
  source: /* lua */ `
    local info = redis.pcall('INFO', 'server')
    local uptime = type(info) == 'string' and string.match(info, 'uptime_in_seconds:(%d+)')
    return { uptime or '3', redis.call('PUBSUB', 'CHANNELS', pattern) }
  `,
  parse: (reply): Listening => {
    const [uptime, channels] = reply as [string, string[]];
    return { uptime: Number(uptime), channels };
  },
});

/** Who listens, and how long the server has run, in seconds. */
export interface Listening {
  readonly uptime: number;
  readonly channels: readonly string[];
}
