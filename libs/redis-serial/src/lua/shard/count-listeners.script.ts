import { list } from '../declaration.js';
import { defineScript } from '../script.js';

/** Counts who listens to each of some channels on this server. The key only says on which node of a Cluster. */
export const countListeners = defineScript({
  name: 'countListeners',
  keys: ['_register'],
  args: [list('channels')],
  source: /* lua */ `
    local counted, counts = redis.call('PUBSUB', 'NUMSUB', unpack(channels)), {}
    for i = 2, #counted, 2 do
      counts[#counts + 1] = counted[i]
    end
    return counts
  `,
  parse: (reply): number[] => (reply as unknown[]).map(Number),
});
