import { exact } from '../common.js';
import { whole } from '../declaration.js';
import { defineScript } from '../script.js';

/**
 * Adds to a bare counter, a text with a number, which begins at 0. Replies where it stands then; or '', with nothing
 * done, if that would be above `max`.
 */
export const addToCounter = defineScript({
  name: 'addToCounter',
  keys: ['counter'],
  args: [whole('by'), whole('max')],
  uses: [exact],
  source: /* lua */ `
    local value = tonumber(redis.call('GET', counter) or 0)
    if not value then
      error('WRONGTYPE The key holds no counter')
    end
    value = value + by
    if value > max then
      return ''
    end
    local stands = exact(value)
    redis.call('SET', counter, stands)
    return stands
  `,
  parse: (reply): number | undefined => (reply === '' ? undefined : Number(reply)),
});
