import { defineScript } from '../script.js';

/**
 * Puts one holder's text in another's place, within one process and one lease, if the lock is exactly as that process
 * knows it: still its own, and wanted by no other process. Replies 1, or 0 and changes nothing.
 *
 * One command inside where nothing stands against it: written first, and undone otherwise.
 */
export const handOffLock = defineScript({
  name: 'handOffLock',
  keys: ['lock'],
  /** Texts of exclusive holders. */
  args: ['known', 'next'],
  source: /* lua */ `
    local found = redis.call('SET', lock, next, 'XX', 'GET', 'KEEPTTL')
    if found == known then
      return 1
    end
    if found then
      redis.call('SET', lock, found, 'KEEPTTL')
    end
    return 0
  `,
  parse: (reply) => Number(reply) === 1,
});
