import { EXACT } from '../common.js';
import { definePositional } from '../positional.js';
import { LEDGER, type LedgerArgs, type LedgerKeys } from './ledger-functions.js';

/** What a reservation was found to be; the first two are what was asked for, now or earlier. */
export type Settled =
  | 'confirmed'
  | 'cancelled'
  /** Only looked at: by whom, and the instant of its text. */
  | { readonly token: string; readonly textAt: number }
  /** Voided, with the record that says why. */
  | { readonly voided: string }
  /** It was cancelled, and is there for the next caller. */
  | 'free'
  /** It was reserved again since by somebody else, after its lease ran out. */
  | 'others'
  /** Nobody reserved it. */
  | 'unknown';

/**
 * Confirms a reservation, or only looks at it, or cancels it so that the number is free or void. Without a token whoever
 * reserved the number is meant, unless it was reserved by two. What is settled already stays as it is, and one of which
 * somebody was asked whether it is used does not become free: it waits for the answer. Replies what it is then.
 */
export const settleReservation = definePositional<{
  keys: LedgerKeys;
  args: [
    ...LedgerArgs,
    value: number,
    /** Or 'any'. */
    token: string,
    verdict: 'confirm' | 'recycle' | 'void' | 'look',
    /** Why, when it is voided. */
    record: string,
  ];
  reply: Settled;
}>({
  name: 'settleReservation',
  source:
    EXACT +
    LEDGER +
    /* lua */ `
    local value, token, verdict, record = ARGV[4], ARGV[5], ARGV[6], ARGV[7]
    local now = serverNow()
    local whose, textAt, before, isAsked = reservation(value)
    -- Of what was lost nobody knows the token any more.
    local isMine = whose == token or whose == 'lost' or (token == 'any' and before ~= '!')

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
      confirm(value, before)
      return 'confirmed'
    elseif verdict == 'recycle' and (isAsked == '?' or not whose) then
      -- Whoever was asked may have voided it where this can't be seen. So it stays, as what was lost does, to be asked about.
      return 'cancelled'
    elseif verdict == 'recycle' then
      release(value, before == '!' and '!' or '')
    else
      void(value, textAt or exact(now), now, record)
    end
    return 'cancelled'
  `,
  parse: (reply) => {
    const [word = '', record = '', textAt = ''] = [reply].flat() as string[];
    if (word === 'reserved') return { token: record, textAt: Number(textAt) };
    return word === 'voided' ? { voided: record } : (word as Exclude<Settled, object>);
  },
});
