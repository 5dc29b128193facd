import { exact } from '../common.js';
import { whole } from '../declaration.js';
import { defineScript } from '../script.js';
import { isConfirmed } from './confirmed.record.js';
import { isFree } from './free.record.js';
import { isLost } from './lost.record.js';
import { readReservation } from './reservation.record.js';
import { readVoidedRecord, type VoidedRecord } from './voided.record.js';

/** A number that is void. */
export interface AuditedVoid extends VoidedRecord {
  readonly value: number;
}

/** What became of the numbers of a stretch, and the server's clock in milliseconds since 1970. */
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
      readonly voided: readonly AuditedVoid[];
    }
  | { readonly outcome: 'otherTime'; readonly now: number };

/**
 * Counts what became of up to `most` numbers from `first` on. Replies [seconds, µs] of the clock. If the time is in the
 * span that the caller expected, the rest of `Audited` follows; of void numbers, values and records alternate.
 */
export const auditNumbers = defineScript({
  name: 'auditNumbers',
  keys: ['counter', 'reserved', 'free', 'voided', 'confirmed', 'lost'],
  args: [
    whole('start'),
    whole('step'),
    whole('fromSecond'),
    whole('toSecond'),
    whole('base'),
    whole('first'),
    whole('most'),
  ],
  uses: [exact, isConfirmed, readReservation, isLost, isFree],
  source: /* lua */ `
    local time = redis.call('TIME')
    if time[1] + 0 < fromSecond or time[1] + 0 >= toSecond then
      return time
    end
    local stands = redis.call('HMGET', counter, 'accounted', 'floor')
    local accounted, floor = (stands[1] or base) + 0, (stands[2] or base) + 0
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
      elseif readReservation(value) or isLost(value) then
        waiting = waiting + 1
      elseif isFree(value) then
        table.insert(spare, value)
      elseif number > floor then
        -- Numbers below the floor belong to another system.
        table.insert(missing, value)
      end
    end
    return { time[1], time[2], exact(accounted), sure, waiting, spare, missing, gone }
  `,
  parse: (reply): Audited => {
    const [seconds, micros, ...counted] = reply as [string, string, ...Counted];
    const now = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
    if (counted.length === 0) return { outcome: 'otherTime', now };
    const [accounted, confirmed, pending, free, missing, voided] = counted;
    return {
      outcome: 'audited',
      now,
      accounted: Number(accounted),
      confirmed,
      pending,
      free: free.map(Number),
      missing: missing.map(Number),
      voided: voidedOf(voided),
    };
  },
});

type Counted =
  | [
      accounted: string,
      confirmed: number,
      pending: number,
      free: string[],
      missing: string[],
      voided: string[],
    ]
  | [];

function voidedOf(pairs: readonly string[]): AuditedVoid[] {
  const voided: AuditedVoid[] = [];
  for (let i = 0; i < pairs.length; i += 2)
    voided.push({ value: Number(pairs[i]), ...readVoidedRecord(pairs[i + 1] ?? '') });
  return voided;
}
