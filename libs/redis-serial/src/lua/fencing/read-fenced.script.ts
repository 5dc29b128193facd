import { EXACT } from '../common.js';
import { definePositional } from '../positional.js';
import { FENCED } from './fenced.record.js';

/** A value and the fence of the lock under which it was written. */
export interface FencedValue {
  /** What was written. */
  readonly value: string;
  /** The fence of the lock under which it was written. */
  readonly fence: number;
}

/** Reads a fenced value. Replies [value, fence], [] (nothing there) or -1 (something else there). */
export const readFenced = definePositional<{
  keys: [key: string];
  args: [];
  reply: FencedValue | 'foreign' | null;
}>({
  name: 'readFenced',
  source:
    EXACT +
    FENCED +
    /* lua */ `
    local fence, value = fencedAt(KEYS[1])
    if not fence then
      return -1
    end
    if not value then
      return {}
    end
    return { value, exact(fence) }
  `,
  parse: (reply) => {
    if (!Array.isArray(reply)) return 'foreign';
    const [value, fence] = reply as [string?, string?];
    return value === undefined ? null : { value, fence: Number(fence) };
  },
});
