import { wholeText } from '../declaration.js';
import { defineScript } from '../script.js';

/**
 * Says for which counter of its series an idempotency key is: for the one that asks, unless another one has asked
 * before; each time it asks, it has the key for another `ttlMs`. Replies the field of the counter.
 */
export const claimKey = defineScript({
  name: 'claimKey',
  keys: ['owner'],
  args: ['field', wholeText('ttlMs')],
  source: /* lua */ `
    local other = redis.call('GET', owner)
    if other and other ~= field then
      return other
    end
    redis.call('SET', owner, field, 'PX', ttlMs)
    return field
  `,
  parse: String,
});
