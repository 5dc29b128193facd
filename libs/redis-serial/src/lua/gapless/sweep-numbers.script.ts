import { serverMs } from '../common.js';
import { flag, whole, wholeOr, wholeText } from '../declaration.js';
import { defineScript } from '../script.js';
import { accountUpTo } from './account-up-to.js';
import { readOverdue, type Overdue } from './overdue.js';
import { sweep } from './sweep.js';

/** What was taken care of, as far as can be done in the script. */
export interface Swept {
  /** How many; fewer than the most that were wanted, when no more are there. */
  readonly count: number;
  /** Those that somebody must be asked about. */
  readonly overdue: readonly Overdue[];
}

/**
 * Takes care of reservations whose leases ran out, as `sweep` says. Where Redis lost all reservations, and the counter
 * was put above what may have been given, all of that is lost. What it lost in part is for the next reservation to
 * find: who looks at a closed period is not to add numbers to it. Replies how many, and an `overdueText` for each to be
 * asked about.
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
