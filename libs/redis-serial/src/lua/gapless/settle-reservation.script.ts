import { exact, serverMs } from '../common.js';
import { oneOf, whole, wholeOr, wholeText } from '../declaration.js';
import { defineScript } from '../script.js';
import { confirmNumber, isConfirmed } from './confirmed.record.js';
import { isFree, releaseNumber } from './free.record.js';
import { isLost } from './lost.record.js';
import { readReservation } from './reservation.record.js';
import { readVoidedRecord, voidNumber, type VoidedRecord } from './voided.record.js';

/** What a reservation was found to be; the first two are what was asked for, now or earlier. */
export type Settled =
  | 'confirmed'
  | 'cancelled'
  /** Only looked at: by whom, and the instant of its text. */
  | { readonly token: string; readonly textAt: number }
  | { readonly voided: VoidedRecord }
  /** It was cancelled, and is there for the next caller. */
  | 'free'
  /** It was reserved again since by somebody else, after its lease ran out. */
  | 'others'
  /** Nobody reserved it. */
  | 'unknown';

/**
 * Confirms a reservation, or only looks at it, or cancels it so that the number is free or void. For the token 'any',
 * whoever reserved the number is meant, unless it was reserved by two. What is settled already stays as it is, and one
 * of which somebody was asked whether it is used does not become free: it waits for the answer. Replies what it is
 * then.
 */
export const settleReservation = defineScript({
  name: 'settleReservation',
  keys: ['pending', 'reserved', 'free', 'voided', 'confirmed', 'lost'],
  args: [
    whole('start'),
    whole('step'),
    wholeOr('expiresAt', 'never'),
    wholeText('value'),
    'token',
    oneOf('verdict', 'confirm', 'recycle', 'void', 'look'),
    'why',
  ],
  uses: [
    exact,
    serverMs,
    readReservation,
    isConfirmed,
    isFree,
    isLost,
    confirmNumber,
    releaseNumber,
    voidNumber,
  ],
  source: /* lua */ `
    local now = serverMs()
    local whose, textAt, earlierHolder, isAsked = readReservation(value)
    -- Of what was lost nobody knows the token any more.
    local isMine = whose == token or whose == 'lost' or (token == 'any' and earlierHolder ~= '!')

    if isConfirmed(value) then
      return (not whose or isMine) and 'confirmed' or 'others'
    end
    local gone = redis.call('HGET', voided, value)
    if gone then
      return { 'voided', gone }
    elseif isFree(value) then
      return 'free'
    elseif whose and not isMine then
      return 'others'
    elseif not whose and not isLost(value) then
      return 'unknown'
    end

    if verdict == 'look' then
      return { 'reserved', whose or 'any', textAt or '' }
    elseif verdict == 'confirm' then
      confirmNumber(value, earlierHolder)
      return 'confirmed'
    elseif verdict == 'recycle' and (isAsked == '?' or not whose) then
      -- Whoever was asked may have voided it where this can't be seen. So it stays, as what was lost does, to be asked
      -- about.
      return 'cancelled'
    elseif verdict == 'recycle' then
      releaseNumber(value, earlierHolder == '!' and '!' or '')
    else
      voidNumber(value, textAt or exact(now), now, why)
    end
    return 'cancelled'
  `,
  parse: (reply): Settled => {
    const [word = '', text = '', textAt = ''] = [reply].flat() as string[];
    if (word === 'reserved') return { token: text, textAt: Number(textAt) };
    return word === 'voided' ? { voided: readVoidedRecord(text) } : (word as Exclude<Settled, object>);
  },
});
