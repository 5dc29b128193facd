import { exact, serverMs } from '../common.js';
import { oneOf, whole, wholeOr, wholeText } from '../declaration.js';
import { defineScript } from '../script.js';
import { confirmNumber, isConfirmed } from './confirmed.record.js';
import { isFree, releaseNumber } from './free.record.js';
import { isLost } from './lost.record.js';
import { readReservation } from './reservation.record.js';
import { readVoidedRecord, voidNumber, type VoidedRecord } from './voided.record.js';

/** The state of a reservation; the first two are what was asked for, now or earlier. */
export type Settled =
  | 'confirmed'
  | 'cancelled'
  /** Only looked at: its token, and the instant of its text. */
  | { readonly token: string; readonly textAt: number }
  | { readonly voided: VoidedRecord }
  /** It was cancelled and is free for the next caller. */
  | 'free'
  /** Its lease ran out, and somebody else reserved the number since. */
  | 'others'
  /** Nobody reserved it. */
  | 'unknown';

/**
 * Confirms a reservation, only looks at it, or cancels it so that the number is free or void. The token 'any' means the
 * reservation of any token, unless the number had two holders. A settled reservation stays as it is. A number about
 * which `isUsed` was asked does not become free: it waits for the answer. Replies the state of the reservation
 * afterwards.
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
    -- Nobody knows the token of a lost number.
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
      -- isUsed may have voided the number in the database, which can't be seen here. So the number waits for the
      -- answer, as lost numbers do.
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
