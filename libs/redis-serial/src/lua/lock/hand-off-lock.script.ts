import { definePositional } from '../positional.js';

/**
 * Puts one holder's text in another's place, within one process and one lease, if the lock is exactly as that process
 * knows it: still its own, and wanted by no other process. Replies 1, or 0 and changes nothing.
 *
 * One command inside where nothing stands against it: written first, and undone otherwise.
 */
export const handOffLock = definePositional<{
  keys: [lock: string];
  args: [known: string, next: string];
  reply: boolean;
}>({
  name: 'handOffLock',
  source: /* lua */ `
    local lock, known, next = KEYS[1], ARGV[1], ARGV[2]
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
