import { exact } from '../common.js';
import { defineScript } from '../script.js';
import { readFencedRecord, type FencedValue } from './fenced.record.js';

/** Reads a fenced value. Replies [value, fence], [] (no such key) or -1 (the key holds something else). */
export const readFenced = defineScript({
  name: 'readFenced',
  keys: ['key'],
  args: [],
  uses: [exact, readFencedRecord],
  source: /* lua */ `
    local fence, value = readFenced(key)
    if not fence then
      return -1
    end
    if not value then
      return {}
    end
    return { value, exact(fence) }
  `,
  parse: (reply): FencedValue | 'foreign' | null => {
    if (!Array.isArray(reply)) return 'foreign';
    const [value, fence] = reply as [string?, string?];
    return value === undefined ? null : { value, fence: Number(fence) };
  },
});
