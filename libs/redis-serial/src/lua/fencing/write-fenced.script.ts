import { whole, wholeOr } from '../declaration.js';
import { defineScript } from '../script.js';
import { readFencedRecord, writeFencedRecord } from './fenced.record.js';

/** The result of a write: `'refused'` by a higher fence; `'foreign'` when the key holds something else. */
export type FencedWrite = 'written' | 'refused' | 'foreign';

const OUTCOMES: readonly FencedWrite[] = ['refused', 'written'];

/**
 * Writes a value unless a higher fence wrote before. Replies 1 (written), 0 (refused) or -1 (the key holds something
 * else).
 */
export const writeFenced = defineScript({
  name: 'writeFenced',
  keys: ['key'],
  args: ['value', whole('fence'), wholeOr('ttlMs', 'never')],
  uses: [readFencedRecord, writeFencedRecord],
  source: /* lua */ `
    local highest = readFenced(key)
    if not highest then
      return -1
    end
    if highest > fence then
      return 0
    end
    writeFenced(key, value, fence)
    -- As with SET, each write sets the expiry anew.
    if ttlMs == 'never' then
      redis.call('PERSIST', key)
    else
      redis.call('PEXPIRE', key, ttlMs)
    end
    return 1
  `,
  parse: (reply) => OUTCOMES[Number(reply)] ?? 'foreign',
});
