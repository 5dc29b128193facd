import { EXACT } from '../common.js';
import { definePositional } from '../positional.js';
import { SERVER_RUN } from '../counter/guard-counter.js';
import { LEDGER, type LedgerArgs, type LedgerKeys } from './ledger-functions.js';
import { NOTE_LOSS } from './ledger-loss.js';

/** What came of it, and the server's clock in ms since 1970. */
export type VoidedFree =
  | {
      readonly outcome: 'voided';
      readonly now: number;
      /** Lowest first; none when no more are free. */
      readonly values: readonly number[];
    }
  | { readonly outcome: 'otherTime'; readonly now: number };

/** Voids numbers that are free, the lowest, so many at most. After a loss none is: it may have been given since. */
export const voidFree = definePositional<{
  keys: LedgerKeys;
  args: [
    ...LedgerArgs,
    fromSecond: number,
    toSecond: number,
    textAt: number,
    record: string,
    graceMs: number,
    guard: 'fenced' | 'highWater' | 'none',
    most: number,
  ];
  reply: VoidedFree;
}>({
  name: 'voidFree',
  source:
    EXACT +
    LEDGER +
    SERVER_RUN +
    NOTE_LOSS +
    /* lua */ `
    local textAt, record, most = ARGV[6], ARGV[7], ARGV[10] + 0
    local now, time = serverNow()
    if time[1] + 0 < ARGV[4] + 0 or time[1] + 0 >= ARGV[5] + 0 then
      return { time[1], time[2] }
    end
    if ARGV[9] ~= 'none' then
      noteLoss(now, ARGV[8] + 0)
    end
    local values = {}
    for _, member in ipairs(redis.call('ZRANGE', free, 0, most - 1)) do
      local value = string.match(member, '^%d+')
      redis.call('ZREM', free, member)
      void(value, textAt, now, record)
      table.insert(values, value)
    end
    return { time[1], time[2], values }
  `,
  parse: (reply) => {
    const [seconds, micros, values] = reply as [string, string, string[]?];
    const now = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
    return values ? { outcome: 'voided', now, values: values.map(Number) } : { outcome: 'otherTime', now };
  },
});
