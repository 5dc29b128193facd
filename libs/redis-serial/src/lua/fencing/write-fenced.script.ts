import { definePositional } from '../positional.js';
import { FENCED } from './fenced.record.js';

/** What came of a write: `'refused'` by a higher fence; `'foreign'` when something else stands under the key. */
export type FencedWrite = 'written' | 'refused' | 'foreign';

const OUTCOMES: readonly FencedWrite[] = ['refused', 'written'];

/** Writes a value unless a higher fence wrote before. Replies 1 (written), 0 (refused) or -1 (no fenced value there). */
export const writeFenced = definePositional<{
  keys: [key: string];
  args: [value: string, fence: number, ttlMs: number | 'never'];
  reply: FencedWrite;
}>({
  name: 'writeFenced',
  source:
    FENCED +
    /* lua */ `
    local key, value, fence, ttl = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
    local highest = fencedAt(key)
    if not highest then
      return -1
    end
    if highest > tonumber(fence) then
      return 0
    end
    redis.call('HSET', key, 'value', value, 'fence', fence)
    -- As SET does: each write says anew how long the value stays.
    if ttl == 'never' then
      redis.call('PERSIST', key)
    else
      redis.call('PEXPIRE', key, ttl)
    end
    return 1
  `,
  parse: (reply) => OUTCOMES[Number(reply)] ?? 'foreign',
});
