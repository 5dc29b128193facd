import { serverMs } from '../common.js';
import { flag, whole, wholeOr, wholeText } from '../declaration.js';
import { defineScript } from '../script.js';
import { accountUpTo } from './account-up-to.js';
import { readOverdue, type Overdue } from './overdue.js';
import { sweep } from './sweep.js';

/** The overdue numbers that the script handled. */
export interface Swept {
  /** How many; fewer than `most` when there are no more. */
  readonly count: number;
  /** Those about which `isUsed` must be asked. */
  readonly overdue: readonly Overdue[];
}

/**
 * Handles overdue numbers, as `sweep` describes. If Redis lost all reservations, and the counter was put above the
 * numbers that may have been given, these are lost. A partial loss is left to the next reservation: looking at a closed
 * period must not add numbers to it. Replies how many it handled, and an `overdueText` for each that must be asked
 * about.
 */
export const sweepNumbers = defineScript({
  name: 'sweepNumbers',
  keys: ['counter', 'pending', 'reserved', 'voided', 'confirmed', 'lost'],
  args: [
    whole('start'),
    whole('step'),
    wholeOr('expiresAt', 'never'),
    wholeText('textAt'),
    flag('asks'),
    flag('lossAsks'),
    'whyExpired',
    'whyLost',
    whole('graceMs'),
    whole('most'),
    whole('base'),
  ],
  uses: [serverMs, accountUpTo, sweep],
  source: /* lua */ `
    local now = serverMs()
    local stands = redis.call('HMGET', counter, 'last', 'accounted')
    local last, accounted = stands[1], stands[2]
    if last and not accounted then
      accountUpTo(start + math.floor((last - start) / step) * step, base, now + graceMs)
    end
    local overdue, count = sweep(now, asks, lossAsks, textAt, whyExpired, whyLost, graceMs, most)
    return { count, unpack(overdue) }
  `,
  parse: (reply): Swept => {
    const [count, ...overdue] = reply as [number, ...string[]];
    return { count, overdue: overdue.map(readOverdue) };
  },
});
