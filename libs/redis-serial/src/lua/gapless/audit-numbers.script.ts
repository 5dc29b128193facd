import { EXACT } from '../common.js';
import { definePositional } from '../positional.js';
import { LEDGER, type LedgerArgs, type LedgerKeys } from './ledger-functions.js';

/** What became of the numbers of a stretch, and the server's clock in ms since 1970. */
export type Audited =
  | {
      readonly outcome: 'audited';
      readonly now: number;
      /** The highest number that was ever reserved. */
      readonly accounted: number;
      readonly confirmed: number;
      readonly pending: number;
      readonly free: readonly number[];
      readonly missing: readonly number[];
      /** Value and record, one after the other. */
      readonly voided: readonly string[];
    }
  | { readonly outcome: 'otherTime'; readonly now: number };

/** Counts what became of the numbers from one on, so many of them at most. */
export const auditNumbers = definePositional<{
  keys: LedgerKeys;
  args: [...LedgerArgs, fromSecond: number, toSecond: number, base: number, first: number, most: number];
  reply: Audited;
}>({
  name: 'auditNumbers',
  source:
    EXACT +
    LEDGER +
    /* lua */ `
    local base, first, most = ARGV[6], ARGV[7] + 0, ARGV[8] + 0
    local now, time = serverNow()
    if time[1] + 0 < ARGV[4] + 0 or time[1] + 0 >= ARGV[5] + 0 then
      return { time[1], time[2] }
    end
    local stands = redis.call('HMGET', counter, 'accounted', 'floor')
    local accounted = (stands[1] or base) + 0
    local last = math.min(accounted, first + (most - 1) * step)
    local sure, waiting, spare, missing, gone = 0, 0, {}, {}, {}
    for number = first, last, step do
      local value = exact(number)
      local record = redis.call('HGET', voided, value)
      if isConfirmed(value) then
        sure = sure + 1
      elseif record then
        table.insert(gone, value)
        table.insert(gone, record)
      elseif reservation(value) or isLost(value) then
        waiting = waiting + 1
      elseif isFree(value) then
        table.insert(spare, value)
      elseif number > (stands[2] or base) + 0 then
        -- Below the floor another system gave the numbers.
        table.insert(missing, value)
      end
    end
    return { time[1], time[2], exact(accounted), sure, waiting, spare, missing, gone }
  `,
  parse: (reply) => {
    const [seconds, micros, accounted, confirmed, pending, free, missing, voided] = reply as [
      string,
      string,
      string?,
      number?,
      number?,
      string[]?,
      string[]?,
      string[]?,
    ];
    const now = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
    if (accounted === undefined) return { outcome: 'otherTime', now };
    return {
      outcome: 'audited',
      now,
      accounted: Number(accounted),
      confirmed: Number(confirmed),
      pending: Number(pending),
      free: (free ?? []).map(Number),
      missing: (missing ?? []).map(Number),
      voided: voided ?? [],
    };
  },
});
