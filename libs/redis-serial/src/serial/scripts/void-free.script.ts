import { EXACT } from '../../redis/lua-functions.js';
import { defineScript } from '../../redis/lua-script.js';
import { LEDGER, type LedgerArgs, type LedgerKeys } from './ledger-functions.js';

/** The numbers that were voided, and the server's clock in ms since 1970. */
export type VoidedFree =
  | { readonly outcome: 'voided'; readonly now: number; readonly values: readonly number[] }
  | { readonly outcome: 'otherTime'; readonly now: number };

/** Voids the lowest numbers that are free, so many at most. */
export const voidFree = defineScript<{
  keys: LedgerKeys;
  args: [
    ...LedgerArgs,
    fromSecond: number,
    toSecond: number,
    /** The instant that their texts show. */
    textAt: number,
    /** Why. */
    record: string,
    most: number,
  ];
  reply: VoidedFree;
}>({
  name: 'voidFree',
  source:
    EXACT +
    LEDGER +
    /* lua */ `
    local now, time = serverNow()
    if time[1] + 0 < ARGV[4] + 0 or time[1] + 0 >= ARGV[5] + 0 then
      return { time[1], time[2] }
    end
    local spare = redis.call('ZRANGE', free, 0, ARGV[8] - 1)
    for _, value in ipairs(spare) do
      redis.call('ZREM', free, value)
      void(string.match(value, '%d+'), ARGV[6], now, ARGV[7])
    end
    return { time[1], time[2], spare }
  `,
  parse: (reply) => {
    const [seconds, micros, spare] = reply as [string, string, string[]?];
    const now = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
    if (!spare) return { outcome: 'otherTime', now };
    return { outcome: 'voided', now, values: spare.map((value) => Number.parseInt(value, 10)) };
  },
});
