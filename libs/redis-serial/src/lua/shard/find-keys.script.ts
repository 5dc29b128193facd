import { list } from '../declaration.js';
import { defineScript } from '../script.js';

/** Looks for keys. Replies the first of them that is there, or ''. */
export const findKeys = defineScript({
  name: 'findKeys',
  keys: [list('keys')],
  args: [],
  source: /* lua */ `
    for i = 1, #keys do
      if redis.call('EXISTS', keys[i]) == 1 then
        return keys[i]
      end
    end
    return ''
  `,
  parse: String,
});
