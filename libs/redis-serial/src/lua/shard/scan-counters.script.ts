import { exact } from '../common.js';
import { whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { standOf, startOf } from './counters.record.js';

/**
 * Reads some of the counters of a period, as HSCAN does: about `count` of them, some perhaps twice. Replies the cursor
 * for the next call, `0` at the end; how many numbers every counter of the period begins above; and then each counter's
 * field, and where it stands.
 */
export const scanCounters = defineScript({
  name: 'scanCounters',
  keys: ['register', 'hash'],
  args: ['cursor', whole('count'), whole('step'), whole('base')],
  uses: [exact, standOf, startOf],
  source: /* lua */ `
    local was = redis.call('HMGET', register, 'e', 'J')
    local has = redis.call('HMGET', hash, '#o', '#b')
    if not was[1] or not has[1] then
      return { '0', '0' }
    end
    knowJumps(was[1] + 0, was[2] + 0)
    local origin, offset = has[1] + 0, (has[2] or 0) + 0
    local scanned = redis.call('HSCAN', hash, cursor, 'COUNT', count)
    local reply = { scanned[1], exact(startOf(origin, offset)) }
    for i = 1, #scanned[2], 2 do
      local field = scanned[2][i]
      if not string.find(field, '^[#!]') then
        reply[#reply + 1] = field
        reply[#reply + 1] = exact((stand(scanned[2][i + 1], origin, offset)))
      end
    end
    return reply
  `,
  parse: (reply): Scanned => {
    const [cursor = '0', start, ...rest] = (reply as unknown[]).map(String);
    const counters = rest.flatMap((field, index): ScannedCounter[] =>
      index % 2 === 0 ? [{ field, last: Number(rest[index + 1]) }] : [],
    );
    return { cursor, start: Number(start), counters };
  },
});

/** A counter, and the highest number that it may have given. */
export interface ScannedCounter {
  readonly field: string;
  readonly last: number;
}

/** Some of the counters of a period. */
export interface Scanned {
  /** For the next call; '0' at the end. */
  readonly cursor: string;
  /** How many numbers counters begin above that are not there yet. */
  readonly start: number;
  readonly counters: readonly ScannedCounter[];
}
