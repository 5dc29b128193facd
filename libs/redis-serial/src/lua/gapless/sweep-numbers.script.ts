import { EXACT } from '../common.js';
import { definePositional } from '../positional.js';
import { LEDGER, SWEEP, type LedgerArgs, type LedgerKeys } from './ledger-functions.js';

/** Takes care of reservations whose leases ran out, as far as can be done in the script. */
export interface Swept {
  /** How many; fewer than the most that were wanted, when no more are there. */
  readonly count: number;
  /** `<value> <token> <instant>` of each that somebody must be asked about. */
  readonly overdue: readonly string[];
}

/**
 * See `SWEEP`. Where Redis lost the whole ledger, and the counter was put above what may have been given, all of that is lost.
 * What it lost in part is for the next reservation to find: who looks at a closed period is not to add numbers to it.
 */
export const sweepNumbers = definePositional<{
  keys: LedgerKeys;
  args: [
    ...LedgerArgs,
    textAt: number,
    asks: 0 | 1,
    lossAsks: 0 | 1,
    expiryRecord: string,
    lossRecord: string,
    graceMs: number,
    most: number,
    base: number,
  ];
  reply: Swept;
}>({
  name: 'sweepNumbers',
  source:
    EXACT +
    LEDGER +
    SWEEP +
    /* lua */ `
    local now, grace, base = serverNow(), ARGV[9] + 0, ARGV[11]
    local stands = redis.call('HMGET', counter, 'last', 'accounted')
    if stands[1] and not stands[2] then
      accountUpTo(start + math.floor((stands[1] - start) / step) * step, base, now + grace)
    end
    local overdue, count =
      sweep(now, ARGV[5] == '1', ARGV[6] == '1', ARGV[4], ARGV[7], ARGV[8], grace, ARGV[10] + 0)
    return { count, unpack(overdue) }
  `,
  parse: (reply) => {
    const [count, ...overdue] = reply as [number, ...string[]];
    return { count, overdue };
  },
});
